import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { serviceNamed } from "../src/functions-of.ts";

/** The services that are bound in the tests are the pool's own. */
const POOL = "__VITEST_POOL_WORKERS_";
const SERVICE = `${POOL}SELF_SERVICE`;

describe("the service bound for a function", () => {
  // A service's members are calls: it is compared, never shown.
  const isFound = (bindings: object, name: string): boolean => serviceNamed(bindings, name) !== null;

  it("is a binding of its name that answers requests", () => {
    const bindings = { ORDERS: Reflect.get(env, SERVICE) as unknown };
    expect([isFound(bindings, "ORDERS"), isFound(bindings, "PAYMENTS")]).toEqual([true, false]);
  });

  it("is never one of the gateway's own bindings, nor anything else that is bound", () => {
    expect(isFound({ ASSETS: Reflect.get(env, SERVICE) as unknown }, "ASSETS")).toBe(false);
    const others = Object.entries(env).filter(
      ([name, binding]) => !name.startsWith(POOL) && isFound({ OTHER: binding }, "OTHER"),
    );
    expect(others.map(([name]) => name)).toEqual([]);
  });
});
