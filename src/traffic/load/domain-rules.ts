import type { DomainRule, DomainRuleCondition } from "../../plan/domain.ts";
import { isBelow } from "./base-path.ts";

/** A routing rule, made ready. */
export interface RuleMatcher {
  apiId: string;
  stage: string;
  /** the base path that the API does not see, `/v1` or empty; null where the rule does not match */
  match(path: string, headers: Headers): string | null;
}

/** Rules in the order in which they are asked: the lowest priority number first (developer guide, "Routing rules"). */
export function compileRules(rules: DomainRule[]): RuleMatcher[] {
  return rules
    .toSorted((a, b) => a.priority - b.priority)
    .map(({ apiId, stage, stripBasePath, conditions }) => {
      const tests = conditions.map(compileCondition);
      return {
        apiId,
        stage,
        match(path, headers) {
          let matched = "";
          for (const test of tests) {
            const basePath = test(path, headers);
            if (basePath === null) return null;
            matched = basePath || matched;
          }
          return stripBasePath && matched !== "" ? `/${matched}` : "";
        },
      };
    });
}

/** Gives the base path that matched, empty where the condition asks for none; null where it does not hold. */
function compileCondition({
  basePaths,
  headers,
}: DomainRuleCondition): (path: string, received: Headers) => string | null {
  const globs = headers?.map(({ name, glob }) => ({ name: name.toLowerCase(), test: compileGlob(glob) }));
  return (path, received) => {
    const holds = globs?.some(({ name, test }) => test(valueOf(received, name))) ?? true;
    if (!holds) return null;
    return basePaths === null ? "" : (basePaths.find((basePath) => isBelow(path, basePath)) ?? null);
  };
}

/** A Host tells names below a wildcard domain; its port is no part of a name. */
function valueOf(received: Headers, name: string): string | null {
  const value = received.get(name);
  return name === "host" ? (value?.replace(/:\d+$/, "") ?? null) : value;
}

/** Values are case-sensitive; stars stand at the ends only. */
function compileGlob(glob: string): (value: string | null) => boolean {
  const begins = glob.startsWith("*");
  const ends = glob.endsWith("*");
  const text = glob.slice(begins ? 1 : 0, ends ? Math.max(glob.length - 1, begins ? 1 : 0) : undefined);
  if (begins && ends) return (value) => value !== null && value.includes(text);
  if (begins) return (value) => value !== null && value.endsWith(text);
  if (ends) return (value) => value !== null && value.startsWith(text);
  return (value) => value === text;
}
