import { isToken } from "../../languages/http/token.ts";
import type { StagePlan } from "../../plan/stage.ts";

/** What goes beyond AWS's cache: settings of a stage, told by stage variables. */
export interface CacheOptions {
  /** how long answers are kept, also for more than AWS's hour; of HTTP APIs what switches the cache on. Null: nothing was said */
  ttlSeconds: number | null;
  /** HTTP APIs: only paths that begin with one of these are cached; empty: all are */
  paths: readonly string[];
  /** HTTP APIs: headers of the request that tell its answers apart, in lower case */
  vary: readonly string[];
  /** `Age` and `X-Cache` on answers */
  headers: boolean;
  /** every caller has entries of its own: of HTTP APIs the default, of REST APIs on demand. Null: nothing was said */
  byCaller: boolean | null;
  /** the backend's Cache-Control decides how long an answer is kept, where it says so */
  honorsBackend: boolean;
  /** for so long after its end an answer is served while another request fetches the new one; 0: not at all */
  staleSeconds: number;
}

/** The stage variables by which the options are set: seconds, comma-separated lists, or on and off. */
const CACHE_VARIABLES = {
  ttlSeconds: "tollgateCacheTtlSeconds",
  paths: "tollgateCachePaths",
  vary: "tollgateCacheVary",
  headers: "tollgateCacheHeaders",
  byCaller: "tollgateCacheByCaller",
  honorsBackend: "tollgateCacheHonorsBackend",
  staleSeconds: "tollgateCacheStaleSeconds",
} as const satisfies Record<keyof CacheOptions, string>;

/** A day: purges are remembered as long. */
const LONGEST_SECONDS = 86_400;

/** Reads a stage's options. */
export function optionsOf({ variables }: StagePlan): CacheOptions {
  const said = (option: keyof CacheOptions): string | undefined => variables[CACHE_VARIABLES[option]];
  const seconds = (option: keyof CacheOptions): number => {
    const number = Number(said(option) ?? 0);
    return Number.isFinite(number) && number > 0 ? Math.min(number, LONGEST_SECONDS) : 0;
  };
  const list = (option: keyof CacheOptions): string[] => (said(option) ?? "").split(",").filter((item) => item !== "");
  const byCaller = said("byCaller");
  return {
    ttlSeconds: said("ttlSeconds") === undefined ? null : seconds("ttlSeconds"),
    paths: list("paths"),
    // A stage variable may hold what is no header's name.
    vary: list("vary").flatMap((name) => (isToken(name.trim()) ? [name.trim().toLowerCase()] : [])),
    headers: said("headers") === "on",
    byCaller: byCaller === undefined ? null : byCaller === "on",
    honorsBackend: said("honorsBackend") === "on",
    staleSeconds: seconds("staleSeconds"),
  };
}
