import { parseTemplate } from "../../languages/vtl/parse-template.ts";
import type { TemplatePlan } from "../../plan/rest-api.ts";

/** Parses a mapping template into the plan; one that does not parse is deployed all the same, and fails when it is used. */
export function compileTemplatePlan(text: string): TemplatePlan {
  const parsed = parseTemplate(text);
  return parsed.ok ? { ok: true, template: parsed.template } : { ok: false, ...parsed.problem };
}
