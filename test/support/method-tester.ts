import type { MethodTester } from "../../src/plan/method-tester.ts";
import { noAws } from "./no-aws.ts";
import { createRandomHex, createRequestIds } from "../../src/traffic/ids.ts";
import { type MethodTesterPorts, createMethodTester } from "../../src/traffic/rest-api/testing/method-tester.ts";
import { NOW } from "./v2-call.ts";

/** Calls methods whose backends are what the test says. */
export function testTester(ports: Partial<MethodTesterPorts> = {}): MethodTester {
  const random = (bytes: Uint8Array): unknown => crypto.getRandomValues(bytes);
  const outcome = async () => ({ kind: "unavailable" as const, reason: "these tests run no functions" });
  return createMethodTester({
    accountId: "000000000000",
    now: () => NOW.getTime(),
    uuid: () => crypto.randomUUID(),
    requestId: createRequestIds(random),
    randomHex: createRandomHex(random),
    heldBodyBytes: 1024 * 1024,
    fetch: async () => Response.json({}),
    cache: null,
    functions: { invoke: outcome, invokeStreaming: outcome },
    aws: noAws(),
    vpcLinks: { way: () => null },
    ...ports,
  });
}
