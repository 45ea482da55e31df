import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRestUri } from "../../../../src/compiler/rest/uri.ts";
import { Misconfigured } from "../../../../src/traffic/rest-api/integrations/misconfigured.ts";
import { compileTarget, compileUri, type UriSources } from "../../../../src/traffic/rest-api/integrations/target.ts";
import { factsOf, isRecord, textOf } from "../../../languages/http/facts.ts";

/** The address of a backend as it is called. */
function address(
  uri: string,
  given: { stage?: Record<string, string>; path?: Record<string, string>; query?: [string, string][]; passed?: string },
): string {
  const outgoing = { path: new Map(Object.entries(given.path ?? {})), query: given.query ?? [] };
  return compileTarget(parseRestUri(uri))({ stageVariables: given.stage ?? {}, outgoing }, given.passed ?? "");
}

describe("rule 24: variables in URIs", () => {
  it.each(factsOf("uri-stage-variables"))("$name", (fact) => {
    const variables = fact["stageVariables"];
    const sources = { stageVariables: isRecord(variables) ? variables : {}, outgoing: null } as UriSources;
    expect(compileUri(parseRestUri(textOf(fact, "uri") ?? ""))(sources)).toBe(textOf(fact, "expected"));
  });

  it("path variables are filled by mappings alone, and stay as they are written without", () => {
    expect(address("http://h/a/{id}/{proxy}", { path: { id: "1%2F2 3" } })).toBe("http://h/a/1%2F2%203/{proxy}");
    expect(address("http://h/{proxy}", { path: { proxy: "a//b+c" } })).toBe("http://h/a//b+c");
  });

  it("a path begins with one slash, however the host was filled in (recorded from AWS: localstack's snapshots)", () => {
    expect(address("https://${stageVariables.h}/${stageVariables.p}", { stage: { h: "b.test/", p: "x//y" } })).toBe(
      "https://b.test/x//y",
    );
    expect(address("http://b.test/{p}?u=http://c//d", { path: { p: "/x" } })).toBe("http://b.test/x?u=http://c//d");
  });

  it("a missing stage variable is empty", () => {
    expect(address("http://h/a${stageVariables.none}b", {})).toBe("http://h/ab");
  });

  it.each(["..", ".", "%2e%2E", ".%2e", "a/../b", "../b", "a/.."])(
    "a mapped value leads to no other folder: %s",
    (x) => {
      expect(() => address("http://h/bucket/{x}", { path: { x } })).toThrow(Misconfigured);
      expect(() => address("http://h/bucket/{x}?q", { path: { x } })).toThrow(Misconfigured);
      expect(address("http://h/bucket?q=/{x}", { path: { x } })).toContain("bucket?q=");
    },
  );

  it("dots that are no segment, and those of the definition's own, stay", () => {
    expect(address("http://h/{x}", { path: { x: "a..b/.c/d." } })).toBe("http://h/a..b/.c/d.");
    expect(address("http://h/a/../b", {})).toBe("http://h/a/../b");
  });

  it("a mapped value ends neither the host nor a pair of the query", () => {
    expect(address("http://{x}.h/", { path: { x: "evil@e.com/" } })).toBe("http://evil%40e.com%2F.h/");
    expect(address("http://h/?a={x}&b={x}", { path: { x: "1&c=2#" } })).toBe("http://h/?a=1%26c%3D2%23&b=1%26c%3D2%23");
  });
});

describe("rule 9: an address without a host", () => {
  it.each(["http://${stageVariables.host}", "http://${stageVariables.host}/path", "https://${stageVariables.h}?a"])(
    "%s",
    (uri) => {
      expect(() => address(uri, {})).toThrow(Misconfigured);
    },
  );
});

describe("rule 29: the order of the query", () => {
  it("the URI's own, the client's, the mapped", () => {
    expect(address("http://h/p?q={q}", { path: { q: "bar" }, passed: "x=%2F", query: [["q", "f o&o"]] })).toBe(
      "http://h/p?q=bar&x=%2F&q=f%20o%26o",
    );
    expect(address("http://h/p", { passed: "a&b" })).toBe("http://h/p?a&b");
    expect(address("http://h/p?", { query: [["a", ""]] })).toBe("http://h/p?a=");
  });

  it("every mapped pair arrives as it was mapped, whatever it holds", () => {
    const text = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (query) => {
        const { searchParams } = new URL(address("http://h/p?own=1", { query }));
        expect([...searchParams]).toEqual([["own", "1"], ...query]);
      }),
    );
  });
});
