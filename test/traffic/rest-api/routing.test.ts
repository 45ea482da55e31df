import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mockIntegration, type RestDefinition, restTraffic } from "../../support/rest-traffic.ts";
import { factsOf } from "../../languages/http/facts.ts";

/** Says which method of the definition was reached, and with what. */
const WHERE = mockIntegration(
  `$context.resourcePath#foreach($key in $input.params().path.keySet()) $key=$input.params().path.get($key)#end`,
);

function definitionOf(keys: readonly string[]): RestDefinition {
  return { methods: Object.fromEntries(keys.map((key) => [key, { integration: WHERE }])) };
}

/** The method reached and its path parameters; null for 403. */
async function reached(definition: RestDefinition, method: string, path: string): Promise<string | null> {
  const answer = await restTraffic(definition).call(path, { method });
  return answer.status === 403 ? null : answer.text();
}

describe("recorded", () => {
  it.each(factsOf("routing"))("rule 17: $name", async (fact) => {
    const resources = Object.entries(fact["resources"] as Record<string, string[]>);
    const keys = resources.flatMap(([path, methods]) => methods.map((method) => `${method} ${path}`));
    const path = await reached(definitionOf(keys), String(fact["method"]), `/test${String(fact["path"])}`);
    expect(path?.split(" ")[0] ?? null).toBe(fact["expected"]);
  });

  it.each(factsOf("proxy-event-path"))("rules 18 to 20: $name", async (fact) => {
    const integration = mockIntegration("$context.path|$input.params('proxy')");
    const { call } = restTraffic(
      { methods: { "ANY /{proxy+}": { integration }, "ANY /hardcoded": { integration } } },
      { stage: "stage" },
    );
    const expected = fact["expected"] as { "requestContext.path": string; pathParameters: { proxy: string } | null };
    const answer = await call(String(fact["request_path"]));
    expect(await answer.text()).toBe(`${expected["requestContext.path"]}|${expected.pathParameters?.proxy ?? ""}`);
  });
});

describe("paths", () => {
  it("rule 17: ANY on the exact resource beats the greedy one's exact method, and a named method beats ANY", async () => {
    const definition = definitionOf(["ANY /a", "GET /{proxy+}", "POST /a"]);
    expect(await reached(definition, "GET", "/test/a")).toBe("/a");
    const named = { methods: { "ANY /a": {}, "POST /a": { integration: WHERE } } };
    expect(await reached(named, "POST", "/test/a")).toBe("/a");
  });

  it("rule 18: a slash at the end does not count", async () => {
    expect(await reached(definitionOf(["GET /a", "GET /"]), "GET", "/test/a/")).toBe("/a");
    expect(await reached(definitionOf(["GET /a", "GET /"]), "GET", "/test/")).toBe("/");
    expect(await reached(definitionOf(["GET /a", "GET /"]), "GET", "/test")).toBe("/");
  });

  it("rule 19: doubled slashes count once before the stage and behind it", async () => {
    expect(await reached(definitionOf(["GET /a"]), "GET", "//test//a")).toBe("/a");
    expect(await reached(definitionOf(["GET /a/b"]), "GET", "/test/a//b")).toBeNull();
  });

  it("rule 20: values are never decoded", async () => {
    expect(await reached(definitionOf(["GET /{x}"]), "GET", "/test/a%2Fb+c%zz")).toBe("/{x} x=a%2Fb+c%zz");
  });

  it("rule 23: nothing stands below a greedy part, which takes the rest", async () => {
    expect(await reached(definitionOf(["GET /a/{rest+}", "GET /a/b"]), "GET", "/test/a/b/c")).toBe(
      "/a/{rest+} rest=b/c",
    );
    expect(await reached(definitionOf(["GET /a/{rest+}"]), "GET", "/test/a/")).toBeNull();
  });
});

/** What AWS's rules say, one resource after the other, with no thought of speed. */
function slowly(keys: readonly string[], method: string, path: string): string | null {
  const segments = path.split("/").filter((_, index) => index > 0);
  while (segments[0] === "") segments.shift();
  while (segments.at(-1) === "") segments.pop();
  const candidates = keys
    .map((key) => ({
      method: key.split(" ")[0],
      parts: (key.split(" ")[1] ?? "").split("/").filter((part) => part !== ""),
    }))
    .filter((one) => one.method === method || one.method === "ANY")
    .flatMap((one) => {
      const values = valuesOf(one.parts, segments);
      return values ? [{ ...one, values }] : [];
    });
  const rank = (part: string | undefined): number =>
    part === undefined ? 3 : part.endsWith("+}") ? 2 : part.startsWith("{") ? 1 : 0;
  const [best] = candidates.toSorted((a, b) => {
    for (let index = 0; index < 6; index++) {
      const difference = rank(a.parts[index]) - rank(b.parts[index]);
      if (difference !== 0) return difference;
    }
    return Number(a.method === "ANY") - Number(b.method === "ANY");
  });
  if (!best) return null;
  return [`/${best.parts.join("/")}`, ...best.values.map(([name, value]) => `${name}=${value}`)].join(" ");
}

function valuesOf(parts: string[], segments: string[]): [string, string][] | null {
  const values: [string, string][] = [];
  for (const [index, part] of parts.entries()) {
    const segment = segments[index];
    if (segment === undefined) return null;
    if (part.endsWith("+}")) return [...values, [part.slice(1, -2), segments.slice(index).join("/")]];
    if (part.startsWith("{")) {
      if (segment === "") return null;
      values.push([part.slice(1, -1), segment]);
    } else if (part !== segment) return null;
  }
  return parts.length === segments.length ? values : null;
}

/** Resources as the management lets them be: below one parent at most one variable, of one name (rule 23). */
const resource = fc
  .tuple(fc.array(fc.constantFrom("a", "b", "{v}"), { maxLength: 3 }), fc.boolean())
  .map(
    ([parts, greedy]) =>
      `/${[...parts.map((part, depth) => (part === "{v}" ? `{v${depth}}` : part)), ...(greedy ? ["{rest+}"] : [])].join("/")}`,
  );
const definitions = fc.uniqueArray(
  fc.tuple(fc.constantFrom("GET", "POST", "ANY"), resource).map(([method, path]) => `${method} ${path}`),
  { maxLength: 10 },
);
const requests = fc
  .array(fc.constantFrom("a", "b", "c", "", "a%2Fb"), { maxLength: 5 })
  .map((parts) => `/${parts.join("/")}`);

describe("any definition", () => {
  it("routes as the slow reference does", async () => {
    await fc.assert(
      fc.asyncProperty(
        definitions,
        fc.constantFrom("GET", "POST", "PUT"),
        fc.array(requests, { minLength: 5, maxLength: 5 }),
        async (keys, method, paths) => {
          const { call } = restTraffic(definitionOf(keys));
          for (const path of paths) {
            const answer = await call(`/test${path}`, { method });
            const found = answer.status === 403 ? null : await answer.text();
            expect(found).toBe(slowly(keys, method, path));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
