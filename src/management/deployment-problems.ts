import type { CompileProblem } from "../compiler/record.ts";

/** A problem with its place, for those who read several of them. */
export function sentence({ place, message }: CompileProblem): string {
  return `${place}: ${message}`;
}

/** Tells the operator what a deployment holds that will fail when it is called. */
export function tellWarnings(apiId: string, deploymentId: string, problems: CompileProblem[]): void {
  const warnings = problems.filter(({ severity }) => severity === "warning").map(sentence);
  if (warnings.length === 0) return;
  console.warn(JSON.stringify({ event: "deploymentWarnings", apiId, deploymentId, warnings }));
}
