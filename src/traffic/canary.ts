import { isToken } from "../languages/http/token.ts";
import type { CanaryPlan, StagePlan } from "../plan/stage.ts";
import { sourceIp } from "./client.ts";

/** What serves a request: the stage's own deployment or its canary's. */
export interface Side {
  readonly sequence: number | null;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The stage variable that makes a canary sticky: the same caller meets the same side as long as the canary's share does not
 * shrink. Its value tells what a caller is known by: `sourceIp`, or `header.{name}` (by address where that header is missing).
 */
const STICKY_CANARY = "tollgateStickyCanary";

const canaries = new WeakMap<StagePlan, Side>();

/** The side that takes this request: the canary as often as its percentTraffic says. `chance` is drawn from [0, 1). */
export function sideOf(stage: StagePlan, canary: CanaryPlan, request: Request, chance: () => number): Side {
  const sticky = stage.variables[STICKY_CANARY];
  const draw = sticky === undefined ? chance() : fraction(canary.deploymentId + callerOf(request, sticky));
  return draw * 100 < canary.percentTraffic ? canarySide(stage, canary) : stage;
}

/** One object per stage's plan, so that nothing is merged per request. */
function canarySide(stage: StagePlan, canary: CanaryPlan): Side {
  let side = canaries.get(stage);
  if (!side) {
    side = { sequence: canary.sequence, variables: { ...stage.variables, ...canary.variableOverrides } };
    canaries.set(stage, side);
  }
  return side;
}

const HEADER = "header.";

function callerOf(request: Request, sticky: string): string {
  const named = sticky.startsWith(HEADER) ? headerOf(request, sticky.slice(HEADER.length)) : null;
  return named ?? sourceIp(request) ?? "";
}

/** A stage variable may hold what is no header's name. */
function headerOf(request: Request, name: string): string | null {
  return isToken(name) ? request.headers.get(name) : null;
}

/** A text's place in [0, 1): FNV-1a, its bits mixed as MurmurHash3 does in the end, so that similar texts lie far apart. */
function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
