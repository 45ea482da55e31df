import fc from "fast-check";
import { expect, it } from "vitest";
import { verdictKey } from "../../../src/traffic/authorizers/function/verdicts.ts";

// Few and short, so that many questions differ in one part, or are the same.
const NAME = fc.constantFrom("a", "b", "ab");
const VALUE = fc.string({ unit: fc.constantFrom("a", "b", "1", ":", ",", " ", "\n", '"', "\\"), maxLength: 2 });
const QUESTION = fc.record({
  apiId: NAME,
  stage: NAME,
  authorizerId: NAME,
  functionArn: NAME,
  identity: fc.array(VALUE, { minLength: 1, maxLength: 3 }),
});
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
    fc.property(QUESTION, QUESTION, (a, b) => {
      expect(keyOf(a) === keyOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    {
      numRuns: 5_000,
      examples: [
        [
          { apiId: "a", stage: "s", authorizerId: "x", functionArn: "f", identity: ["1:b", "c"] },
          { apiId: "a", stage: "s", authorizerId: "x", functionArn: "f", identity: ["1", "b c"] },
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
