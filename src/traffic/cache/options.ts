import type { StagePlan } from "../../plan/stage.ts";

/** What goes beyond AWS's cache: settings of a stage, told by stage variables. */
export interface CacheOptions {
  /** `Age` and `X-Cache` on answers */
  headers: boolean;
  /** every caller has entries of its own */
  byCaller: boolean;
  /** the backend's Cache-Control decides how long an answer is kept, where it says so */
  honorsBackend: boolean;
  /** for so long after its end an answer is served while another request fetches the new one; 0: not at all */
  staleSeconds: number;
}

/** The stage variables by which the options are set; `on` but for the last, which are seconds. */
export const CACHE_VARIABLES = {
  headers: "tollgateCacheHeaders",
  byCaller: "tollgateCacheByCaller",
  honorsBackend: "tollgateCacheHonorsBackend",
  staleSeconds: "tollgateCacheStaleSeconds",
} as const satisfies Record<keyof CacheOptions, string>;

const read = new WeakMap<StagePlan, CacheOptions>();

/** A stage's options, read once. */
export function optionsOf(stage: StagePlan): CacheOptions {
  let options = read.get(stage);
  if (!options) {
    const { variables } = stage;
    const isOn = (name: string): boolean => variables[name] === "on";
    const seconds = Number(variables[CACHE_VARIABLES.staleSeconds] ?? 0);
    options = {
      headers: isOn(CACHE_VARIABLES.headers),
      byCaller: isOn(CACHE_VARIABLES.byCaller),
      honorsBackend: isOn(CACHE_VARIABLES.honorsBackend),
      staleSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 0,
    };
    read.set(stage, options);
  }
  return options;
}
