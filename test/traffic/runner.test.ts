import { describe, expect, it } from "vitest";
import { bareStage } from "../../src/plan/stage.ts";
import type { Exchange } from "../../src/traffic/exchange.ts";
import { type AnswerStep, AtStage, compileRoute, LastStep, Route, type Step, walk } from "../../src/traffic/runner.ts";

// The steps of these routes look at nothing of it.
const exchange = {} as Exchange;
const stage = bareStage("prod");
const failed = (_exchange: Exchange, error: unknown): Response => new Response(String(error), { status: 500 });

const walked = async (steps: Step[], answerSteps: AnswerStep[] = []): Promise<string> => {
  const answer = await walk(new Route("GET /", steps, answerSteps).at(stage), exchange, failed);
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
  expect(() => walk(new Route("GET /", [breaks], []).at(stage), exchange, failed)).toThrow("broken");
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

describe("a last step that always answers", () => {
  const answer = Promise.resolve(new Response("last"));
  const last = new LastStep(() => answer);

  it("answers by its own promise where nothing happens to its answer", async () => {
    expect(walk(new Route("GET /", [() => null, last], []).at(stage), exchange, failed)).toBe(answer);
    expect(await walk(new Route("GET /", [waits, last], []).at(stage), exchange, failed)).toBe(await answer);
  });

  it("is not asked where a step before it answers", async () => {
    const answer = walk(new Route("GET /", [answers, last], []).at(stage), exchange, failed);
    expect(await (await answer).text()).toBe("fine");
  });

  it("is followed by the answer's steps", async () => {
    const changes: AnswerStep = async (_exchange, { status }) => new Response("changed", { status });
    const answer = await walk(new Route("GET /", [last], [changes]).at(stage), exchange, failed);
    expect(await answer.text()).toBe("changed");
  });
});

describe("a route at a stage", () => {
  const atSlow = (step: Step): AtStage<Step> => new AtStage(({ name }) => (name === "slow" ? step : null));

  it("has only the steps that the stage needs, in their order", () => {
    const first: Step = () => null;
    const slow: Step = () => null;
    const route = compileRoute(
      { steps: [() => first, () => null, () => atSlow(slow), () => answers], answerSteps: [] },
      {},
      "GET /",
    );
    expect(route.at(bareStage("slow")).steps).toEqual([first, slow, answers]);
    expect(route.at(bareStage("fast")).steps).toEqual([first, answers]);
  });

  it("is made with the route's key, once for each stage that serves it in turn", () => {
    const made: string[] = [];
    const noted = new AtStage<Step>(({ name }, routeKey) => (made.push(`${routeKey} ${name}`), answers));
    const route = new Route("GET /", [noted], []);
    const [one, other] = [bareStage("one"), bareStage("other")];
    for (const each of [one, other, one, other, { ...one }]) route.at(each);
    expect(made).toEqual(["GET / one", "GET / other", "GET / one"]);
  });

  it("is forgotten for a stage after so many others", () => {
    const route = new Route("GET /", [], []);
    const [first, ...others] = Array.from({ length: 9 }, (_, index) => bareStage(String(index)));
    const before = route.at(first ?? stage);
    expect(route.at(first ?? stage)).toBe(before);
    for (const one of others) route.at(one);
    expect(route.at(first ?? stage)).not.toBe(before);
  });
});
