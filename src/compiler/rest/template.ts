import type { TemplatePlan } from "../../plan/rest-api.ts";

/** Puts a mapping template into the plan. */
export function compileTemplatePlan(text: string): TemplatePlan {
  return { ok: true, template: text };
}
