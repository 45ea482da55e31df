import { describe, expect, it } from "vitest";
import facts from "../../fixtures/aws/facts.json";
import { SilentMap } from "../../../src/languages/vtl/silent-map.ts";
import type { Value } from "../../../src/languages/vtl/value.ts";
import { contextOf, renderText } from "./rendering.ts";

/** The recorded facts have many shapes; these are the members that the facts about templates use. */
interface Fact {
  kind: string;
  name: string;
  template?: string;
  request_template?: string;
  response_template?: string;
  input?: { body: string };
  request?: { body: string };
  expected?: unknown;
  expected_body?: string;
  expected_json?: unknown;
  expected_status?: number;
  resource?: string;
  path?: string;
  stage_variables?: Record<string, string>;
  canary?: { percentTraffic: number; stageVariableOverrides: Record<string, string> };
}

// The facts are of many shapes: what this file needs of them is what Fact says.
const all: Fact[] = JSON.parse(JSON.stringify(facts));

function ofKind(kind: string): Fact[] {
  return all.filter((fact) => fact.kind === kind);
}

function override(context: SilentMap, name: string): SilentMap {
  const found = context.get(name);
  if (!(found instanceof SilentMap)) throw new Error(`no ${name}`);
  return found;
}

describe("templates render what AWS recorded", () => {
  it.each(ofKind("vtl"))("$name", (fact) => {
    const context = contextOf();
    const text = renderText(fact.template ?? "", { body: fact.input?.body ?? "", context });
    if (fact.expected_json === undefined) expect(text).toBe(fact.expected);
    else expect(JSON.parse(text)).toEqual(fact.expected_json);
    if (fact.expected_status !== undefined)
      expect(override(context, "responseOverride").get("status")).toBe(fact.expected_status);
  });
});

describe("a body through a request template, an echoing backend and a response template", () => {
  it.each(ofKind("vtl-roundtrip"))("$name", (fact) => {
    const sent = renderText(fact.request_template ?? "", { body: fact.request?.body ?? "" });
    expect(renderText(fact.response_template ?? "", { body: sent })).toBe(fact.expected_body);
  });
});

function pathParameters(fact: Fact): Record<string, string> {
  const name = /\{(\w+)\}/.exec(fact.resource ?? "")?.[1];
  return name === undefined ? {} : { [name]: (fact.path ?? "").slice(1) };
}

function stageVariables(fact: Fact): Map<Value, Value> {
  const canary = (fact.canary?.percentTraffic ?? 0) > 0 ? fact.canary?.stageVariableOverrides : {};
  return new Map(Object.entries({ ...fact.stage_variables, ...canary }));
}

describe("a MOCK integration's two templates share the overrides", () => {
  it.each(ofKind("vtl-mock"))("$name", (fact) => {
    const context = contextOf({ isCanaryRequest: (fact.canary?.percentTraffic ?? 0) > 0 });
    const scene = { path: pathParameters(fact), context, variables: { stageVariables: stageVariables(fact) } };
    const request = renderText(fact.request_template ?? "", scene);
    const body = renderText(fact.response_template ?? "", scene);
    const expected = fact.expected as {
      status?: number;
      headers?: Record<string, string>;
      json?: unknown;
      body?: string;
    };

    const status = override(context, "responseOverride").get("status") ?? JSON.parse(request).statusCode;
    expect(status).toBe(expected.status ?? 200);
    const headers = override(override(context, "responseOverride"), "header").entries;
    expect(Object.fromEntries(headers)).toEqual(expected.headers ?? {});
    if (expected.json === undefined) expect(body).toBe(expected.body);
    else expect(JSON.parse(body)).toEqual(expected.json);
  });
});
