import type { RunOutcome, RunRequest } from "./run.ts";

/** Lines that Lambda writes of every run. */
const PLATFORM_LINE = /^(INIT_START|START|END|REPORT) /;

/** Writes what a function logged, for the operator: one JSON line per run that logged anything or failed. Gives the outcome on. */
export function logRun(request: RunRequest, outcome: RunOutcome): RunOutcome {
  if (outcome.kind === "streaming") void outcome.logs.then((lines) => write(request, lines, null));
  else if (outcome.kind === "answered") write(request, outcome.logs, outcome.functionError);
  return outcome;
}

function write({ arn, requestId }: RunRequest, lines: readonly string[] | null, functionError: string | null): void {
  if (lines === null) return;
  if (functionError === null && lines.every((line) => PLATFORM_LINE.test(line))) return;
  console.log(JSON.stringify({ event: "functionLog", function: arn, requestId, functionError, lines }));
}
