import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Matcher, type PathRules } from "../../src/traffic/matcher.ts";

function matcherOf(rules: PathRules, ...routeKeys: string[]): Matcher<string> {
  const matcher = new Matcher<string>(rules);
  for (const key of routeKeys) {
    const [method = "", path = ""] = key.split(" ");
    matcher.add(method, path, key);
  }
  return matcher;
}

describe("routes of HTTP APIs", () => {
  // The example of the developer guide, "Routing API requests".
  const pets = matcherOf("HTTP", "GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}");

  it.each([
    ["GET", "/pets/dog/1", "GET /pets/dog/1"],
    ["GET", "/pets/dog/2", "GET /pets/dog/{id}"],
    ["GET", "/pets/cat/1", "GET /pets/{proxy+}"],
    ["POST", "/test/5", "ANY /{proxy+}"],
    ["POST", "/pets/dog/1", "ANY /{proxy+}"],
  ])("%s %s takes %s", (method, path, key) => {
    expect(pets.match(method, path)?.value).toBe(key);
  });

  it("takes a route that matches the whole path before a greedy one with a longer literal beginning", () => {
    const matcher = matcherOf("HTTP", "GET /a/{b}/c", "GET /a/x/{proxy+}");
    expect(matcher.match("GET", "/a/x/c")?.value).toBe("GET /a/{b}/c");
    expect(matcher.match("GET", "/a/x/d")?.value).toBe("GET /a/x/{proxy+}");
  });

  it("takes a named method before ANY on the same path, and ANY before a less specific named method", () => {
    const matcher = matcherOf("HTTP", "ANY /a", "GET /a", "GET /{b}", "POST /{b}");
    expect(matcher.match("GET", "/a")?.value).toBe("GET /a");
    expect(matcher.match("POST", "/a")?.value).toBe("ANY /a");
    expect(matcher.match("POST", "/z")?.value).toBe("POST /{b}");
  });

  it("has values of variables as they were sent", () => {
    const matcher = matcherOf("HTTP", "GET /a/{id}/{rest+}");
    expect(matcher.match("GET", "/a/x%2Fy+z/p//q%20/")?.parameters).toEqual({ id: "x%2Fy+z", rest: "p//q%20/" });
  });

  it("takes a slash at the end as another path", () => {
    const matcher = matcherOf("HTTP", "GET /a", "GET /b/");
    expect(matcher.match("GET", "/a/")).toBeNull();
    expect(matcher.match("GET", "/b")).toBeNull();
    expect(matcher.match("GET", "/b/")?.value).toBe("GET /b/");
  });

  it("needs something for a greedy variable", () => {
    const matcher = matcherOf("HTTP", "ANY /{proxy+}", "ANY /a/{proxy+}");
    expect(matcher.match("GET", "/")).toBeNull();
    expect(matcher.match("GET", "/a/")?.parameters).toEqual({ proxy: "a/" });
    expect(matcher.match("GET", "/a/b/")?.parameters).toEqual({ proxy: "b/" });
  });

  it("needs something for a variable", () => {
    const matcher = matcherOf("HTTP", "GET /a/{b}", "GET /a/{b}/c");
    expect(matcher.match("GET", "/a/")).toBeNull();
    expect(matcher.match("GET", "/a//c")).toBeNull();
  });

  it("tells upper from lower case", () => {
    const matcher = matcherOf("HTTP", "GET /a");
    expect(matcher.match("GET", "/A")).toBeNull();
  });

  it("knows a literal by its percent-encoded spelling", () => {
    const matcher = matcherOf("HTTP", "GET /admin/{id}", "GET /{proxy+}");
    expect(matcher.match("GET", "/%61dmin/1")?.value).toBe("GET /admin/{id}");
  });

  it("matches the root", () => {
    expect(matcherOf("HTTP", "GET /").match("GET", "/")?.value).toBe("GET /");
  });
});

describe("resources of REST APIs", () => {
  it("ignores a slash at the end, also in what a greedy variable takes", () => {
    const matcher = matcherOf("REST", "GET /a", "ANY /b/{proxy+}");
    expect(matcher.match("GET", "/a/")?.value).toBe("GET /a");
    expect(matcher.match("GET", "/b/x/y/")?.parameters).toEqual({ proxy: "x/y" });
  });

  it("takes doubled slashes at the beginning for one, and leaves those inside a greedy value", () => {
    const matcher = matcherOf("REST", "GET /a", "ANY /b/{proxy+}");
    expect(matcher.match("GET", "//a")?.value).toBe("GET /a");
    expect(matcher.match("GET", "/b/x//y")?.parameters).toEqual({ proxy: "x//y" });
  });

  it("passes over a resource that lacks the method for a greedy one that has it", () => {
    const matcher = matcherOf("REST", "GET /a", "POST /{proxy+}", "ANY /c", "GET /c/{proxy+}");
    expect(matcher.match("POST", "/a")?.value).toBe("POST /{proxy+}");
    expect(matcher.match("GET", "/c")?.value).toBe("ANY /c");
  });

  it("matches the root, written with any number of slashes", () => {
    const matcher = matcherOf("REST", "GET /");
    expect(matcher.match("GET", "/")?.value).toBe("GET /");
    expect(matcher.match("GET", "//")?.value).toBe("GET /");
  });
});

interface Route {
  method: string;
  segments: string[];
}

/** What AWS's pages say, one route after the other, with no thought of speed. */
function slowMatch(rules: PathRules, routes: Route[], method: string, path: string): unknown {
  const rest = path.slice(1);
  const text = rules === "REST" ? rest.replace(/^\/+/, "").replace(/\/+$/, "") : rest;
  const found = routes.filter((route) => route.method === method || route.method === "ANY");
  const candidates = found.flatMap((route) => {
    const parameters = slowParameters(route.segments, text);
    return parameters ? [{ route, parameters }] : [];
  });
  const [best] = candidates.toSorted((a, b) => compare(rules, a.route, b.route));
  if (!best) return null;
  const parameters = Object.keys(best.parameters).length === 0 ? null : best.parameters;
  return { value: `${best.route.method} /${best.route.segments.join("/")}`, parameters };
}

function slowParameters(pattern: string[], text: string): Record<string, string> | null {
  const segments = text === "" ? [] : text.split("/");
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index];
    if (segment === undefined) return null;
    if (part.endsWith("+}")) {
      const value = segments.slice(index).join("/");
      parameters[part.slice(1, -2)] = value;
      return value === "" ? null : parameters;
    }
    if (part.startsWith("{")) {
      if (segment === "") return null;
      parameters[part.slice(1, -1)] = segment;
    } else if (part !== segment) {
      return null;
    }
  }
  return segments.length === pattern.length ? parameters : null;
}

function compare(rules: PathRules, a: Route, b: Route): number {
  const greedy = (route: Route): number => Number(route.segments.at(-1)?.endsWith("+}") ?? false);
  if (rules === "HTTP" && greedy(a) !== greedy(b)) return greedy(a) - greedy(b);
  const rank = (segment: string | undefined): number =>
    segment === undefined ? 3 : segment.endsWith("+}") ? 2 : segment.startsWith("{") ? 1 : 0;
  for (let index = 0; index < Math.max(a.segments.length, b.segments.length); index++) {
    const difference = rank(a.segments[index]) - rank(b.segments[index]);
    if (difference !== 0) return difference;
  }
  return Number(a.method === "ANY") - Number(b.method === "ANY");
}

const routes = fc.uniqueArray(
  fc.record({
    method: fc.constantFrom("GET", "POST", "ANY"),
    segments: fc
      .tuple(
        fc.array(fc.constantFrom("a", "b", "ab", "{x}"), { maxLength: 4 }),
        fc.option(fc.constant("{rest+}"), { nil: undefined }),
      )
      .map(([parts, greedy]) => [
        ...parts.map((part, index) => (part === "{x}" ? `{x${index}}` : part)),
        ...(greedy === undefined ? [] : [greedy]),
      ]),
  }),
  { maxLength: 12, selector: (route) => `${route.method} ${route.segments.join("/")}` },
);
const paths = fc
  .array(fc.constantFrom("a", "b", "ab", "c", ""), { maxLength: 6 })
  .map((segments) => `/${segments.join("/")}`);

describe.each(["HTTP", "REST"] as const)("any routes of an API of type %s", (rules) => {
  it("are chosen as the slow reference chooses them", () => {
    fc.assert(
      fc.property(routes, fc.constantFrom("GET", "POST", "PUT"), paths, (all, method, path) => {
        const matcher = matcherOf(rules, ...all.map((route) => `${route.method} /${route.segments.join("/")}`));
        expect(matcher.match(method, path)).toEqual(slowMatch(rules, all, method, path));
      }),
      { numRuns: 2_000 },
    );
  });
});
