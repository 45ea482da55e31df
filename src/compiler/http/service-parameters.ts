import type { Expression } from "../../plan/expression.ts";
import type { JsonTemplate, ServiceCall, ServiceParameter } from "../../plan/service-call.ts";
import { parseParameterValue } from "./parameter-value.ts";
import { REGION, type Subtype } from "./service-subtypes.ts";

/** The parameters of a first-class integration as its plan has them. */
export interface ServiceParameters extends Pick<ServiceCall, "parameters" | "region" | "readsBody"> {
  /** what is wrong with them, as AWS words it */
  invalid: string[];
}

/**
 * Compiles the request parameters of a first-class integration (developer guide, "Mapping request parameters"): static texts, one
 * selection, or texts with selections in braces. Lists and maps may be written as JSON: it is parsed here, so that no value that
 * is filled in can break out of its text.
 */
export function compileServiceParameters(subtype: Subtype, given: Readonly<Record<string, string>>): ServiceParameters {
  const compiled: ServiceParameters = { parameters: [], region: null, readsBody: false, invalid: [] };
  const parse = (source: string): Expression | null => {
    const parsed = parseParameterValue(source, "request");
    if (!parsed.ok) return null;
    compiled.readsBody ||= parsed.value.some(({ kind }) => kind === "body");
    return parsed.value;
  };
  for (const [name, source] of Object.entries(given)) {
    // An empty text is no mapping, as everywhere in HTTP APIs.
    if (source === "") continue;
    const known = Object.hasOwn(subtype.parameters, name) ? subtype.parameters[name] : undefined;
    if (!known && name !== REGION) {
      compiled.invalid.push(`Invalid destination: ${name} specified for source: ${source}`);
      continue;
    }
    const value = known && known.shape !== "text" ? parseStructured(source, parse) : parseText(source, parse);
    if (value === null) compiled.invalid.push(`Invalid source: ${source} specified for destination: ${name}`);
    else if (known) compiled.parameters.push({ name, source, value, member: known.member, shape: known.shape });
    else if (value.kind === "expression") compiled.region = value.expression;
  }
  return compiled;
}

type Value = ServiceParameter["value"];
type Parse = (source: string) => Expression | null;

function parseText(source: string, parse: Parse): Value | null {
  const expression = parse(source);
  return expression && { kind: "expression", expression };
}

function parseStructured(source: string, parse: Parse): Value | null {
  const json = jsonOf(source);
  if (typeof json !== "object" || json === null) return parseText(source, parse);
  const template = templateOf(json, parse);
  return template && { kind: "template", template };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function templateOf(value: unknown, parse: Parse): JsonTemplate | null {
  if (typeof value === "string") {
    // Inside of JSON only braces tell a selection.
    const text: Expression | null = value.includes("${") ? parse(value) : [{ kind: "text", text: value }];
    return text && { kind: "text", text };
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => templateOf(item, parse));
    return items.includes(null) ? null : { kind: "list", items: items.flatMap((item) => item ?? []) };
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, item]): [string, JsonTemplate | null] => [
      key,
      templateOf(item, parse),
    ]);
    const made = entries.flatMap(([key, item]): [string, JsonTemplate][] => (item ? [[key, item]] : []));
    return made.length === entries.length ? { kind: "map", entries: made } : null;
  }
  return typeof value === "number" || typeof value === "boolean" ? { kind: "constant", value } : null;
}
