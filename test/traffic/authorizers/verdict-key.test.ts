import fc from "fast-check";
import { expect, it } from "vitest";
import { verdictKey } from "../../../src/traffic/authorizers/function/verdicts.ts";

// Few and short, so that many questions are the same in some parts.
const NAME = fc.constantFrom<string>("a", "b", "ab");
const VALUE = fc.string({ unit: fc.constantFrom("a", "1", ":", " "), maxLength: 3 });
const QUESTION = fc.record({
  apiId: NAME,
  stage: NAME,
  authorizerId: NAME,
  functionArn: NAME,
  identity: fc.array(VALUE, { minLength: 1, maxLength: 3 }),
});
/** In which parts two questions are made the same. */
const SAME = fc.subarray(["apiId", "stage", "authorizerId", "functionArn", "identity"] as const);
type Question = typeof QUESTION extends fc.Arbitrary<infer Q> ? Q : never;

const keyOf = ({ apiId, stage, authorizerId, functionArn, identity }: Question): string | null =>
  // Of an exchange only these two are read.
  verdictKey(
    { apiId, stage: { name: stage } } as Parameters<typeof verdictKey>[0],
    { authorizerId, functionArn, ttlSeconds: 1 },
    identity,
  );

it("verdicts share a key only where API, stage, authorizer, function and every value of the identity are the same", () => {
  fc.assert(
    fc.property(QUESTION, QUESTION, SAME, (a, other, same) => {
      const b: Question = { ...other, ...Object.fromEntries(same.map((part) => [part, a[part]])) };
      expect(keyOf(a) === keyOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    {
      numRuns: 5_000,
      examples: [
        [
          { apiId: "a", stage: "s", authorizerId: "x", functionArn: "f", identity: ["1:b", "c"] },
          { apiId: "a", stage: "s", authorizerId: "x", functionArn: "f", identity: ["1", "b c"] },
          [],
        ],
      ],
    },
  );
});

it("verdicts without an identity, without a life or with a very long identity are not kept", () => {
  const question: Question = { apiId: "a", stage: "s", authorizerId: "x", functionArn: "f", identity: [] };
  expect(keyOf(question)).toBeNull();
  expect(keyOf({ ...question, identity: ["x".repeat(5_000)] })).toBeNull();
});
