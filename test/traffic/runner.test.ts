import { expect, it } from "vitest";
import type { Exchange } from "../../src/traffic/exchange.ts";
import { type AnswerStep, type Step, walk } from "../../src/traffic/runner.ts";

// The steps of these routes look at nothing of it.
const exchange = {} as Exchange;
const failed = (_exchange: Exchange, error: unknown): Response => new Response(String(error), { status: 500 });

const walked = async (steps: Step[], answerSteps: AnswerStep[] = []): Promise<string> => {
  const answer = await walk({ routeKey: "GET /", steps, answerSteps }, exchange, failed);
  return `${answer.status} ${await answer.text()}`;
};

const waits: Step = () => Promise.resolve(null);
const answers: Step = () => new Response("fine");
const breaks = (): never => {
  throw new Error("broken");
};
const breaksLater = (): Promise<never> => Promise.reject(new Error("broken"));

it.each<[string, Step[], AnswerStep[]]>([
  ["a step that waits", [breaksLater], []],
  ["a step after one that waited", [waits, breaks], []],
  ["an answer's step after a step that waited", [waits, answers], [breaks]],
  ["an answer's step that waits", [answers], [breaksLater]],
  ["an answer's step that waits, after a step that waited", [waits, answers], [breaksLater]],
  ["a route none of whose steps answers, after one that waited", [waits], []],
])("the error of %s is answered", async (_name, steps, answerSteps) => {
  expect(await walked(steps, answerSteps)).toMatch(/^500 Error: (broken|no step of route GET \/ answered)$/);
});

it("an error before anything waited is thrown to who walks", () => {
  expect(() => walk({ routeKey: "GET /", steps: [breaks], answerSteps: [] }, exchange, failed)).toThrow("broken");
});

it("steps that wait and steps that do not are walked in their order", async () => {
  const seen: number[] = [];
  const notes =
    (which: number, step: Step): Step =>
    (one) => {
      seen.push(which);
      return step(one);
    };
  expect(await walked([notes(1, waits), notes(2, () => null), notes(3, waits), notes(4, answers)])).toBe("200 fine");
  expect(seen).toEqual([1, 2, 3, 4]);
});
