import { describe, expect, it } from "vitest";
import type { ParameterMapping } from "../../../src/plan/rest-api.ts";
import {
  answeredName,
  HIDDEN_HEADERS,
  HTTP_PROXY_REMAPPED,
  illegalHeaderMapping,
  reachesBackend,
} from "../../../src/traffic/rest-api/header-rules.ts";
import { factsOf, textsOf } from "../../languages/http/facts.ts";

/** The names of the recorded fact that begins so. */
function recorded(begin: string): readonly string[] {
  const names = factsOf("headers").flatMap((fact) => (fact.name.startsWith(begin) ? textsOf(fact, "names") : []));
  if (names.length === 0) throw new Error(`no recorded fact begins with ${begin}`);
  return names;
}

const mapping = (name: string): ParameterMapping => ({
  in: "header",
  name,
  source: { kind: "static", value: "x" },
});

it("rule 25: the headers of the client that nothing sees are the recorded ones", () => {
  const names = recorded("headers a method request never sees").map((name) => name.toLowerCase());
  expect([...HIDDEN_HEADERS].toSorted()).toEqual(names.toSorted());
});

describe("rule 31: headers that may not be mapped", () => {
  it.each(recorded("requestParameters mapping to these is a configuration error: 500 at invoke, HTTP and"))(
    "%s, for HTTP backends",
    (name) => {
      expect(illegalHeaderMapping("http", [mapping(name)])).toBe(name);
      expect(illegalHeaderMapping("http_proxy", [mapping(name.toUpperCase())])).toBe(name.toUpperCase());
    },
  );

  it.each(recorded("requestParameters mapping to these is a configuration error: 500 at invoke, AWS and"))(
    "%s, for AWS services and functions",
    (name) => {
      for (const kind of ["lambda", "lambda_proxy", "aws"] as const) {
        expect(illegalHeaderMapping(kind, [mapping("X-Fine"), mapping(name)])).toBe(name);
      }
    },
  );

  it.each(["X-Amzn-Trace-Id", "X-Amzn-Apigateway-Api-Id"])("%s, for all", (name) => {
    expect(illegalHeaderMapping("http_proxy", [mapping(name)])).toBe(name);
  });

  it("others, queries and what MOCK maps are no errors", () => {
    expect(illegalHeaderMapping("aws", [mapping("X-Api-Key"), { ...mapping("TE"), in: "querystring" }])).toBeNull();
    expect(illegalHeaderMapping("mock", [mapping("Content-Length")])).toBeNull();
  });
});

it("rule 31: mapped for an HTTP backend some headers vanish", () => {
  const names = recorded("mapped request headers silently dropped before an HTTP backend");
  expect(names.filter((name) => reachesBackend(name))).toEqual([]);
  expect(names.filter((name) => illegalHeaderMapping("http", [mapping(name)]) !== null)).toEqual([]);
  expect(["Authorization", "Host", "Content-MD5", "Trailer"].every(reachesBackend)).toBe(true);
});

describe("rule 36: mapped headers of an answer", () => {
  it.each(recorded("response headers remapped to x-amzn-Remapped-<Name>, non-proxy"))("%s is remapped", (name) => {
    expect(answeredName(name)).toBe(`x-amzn-Remapped-${name}`);
    expect(answeredName(name.toLowerCase())).toBe(`x-amzn-Remapped-${name}`);
  });

  it.each(recorded("response headers passed through as they are, non-proxy"))("%s stays", (name) => {
    expect(answeredName(name)).toBe(name);
  });

  it.each(recorded("response header dropped"))("%s vanishes", (name) => {
    expect(answeredName(name)).toBeNull();
  });
});

it("rule 37: HTTP_PROXY remaps the recorded headers of an answer", () => {
  const names = recorded("response headers remapped for HTTP_PROXY");
  expect(HTTP_PROXY_REMAPPED).toEqual(names.map((name) => [name.toLowerCase(), `x-amzn-Remapped-${name}`]));
});
