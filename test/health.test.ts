import { describe, expect, it } from "vitest";
import type { Env } from "../src/app.ts";
import { createHealth } from "../src/health.ts";
import { countingEnv } from "./support/counting-env.ts";

const START = Date.UTC(2026, 0, 2);

function askedAt(clock: { now: number }) {
  const { env, calls } = countingEnv();
  const changeLog = () => env.CHANGE_LOG.get(env.CHANGE_LOG.idFromName("root"));
  const health = createHealth(env satisfies Env, changeLog, () => clock.now);
  return { ask: () => health((work) => void work), calls };
}

describe("the health of the bindings", () => {
  it("is asked once for all who ask at one moment", async () => {
    const { ask, calls } = askedAt({ now: START });
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask()));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveLength(1);
    expect(answers[0]).toMatchObject({ DB: true, CACHE: true, CHANGE_LOG: true });
    expect(calls()).toEqual({ DB: 1, CACHE: 1, objects: 1 });
  });

  it("is repeated for two seconds, and then asked again", async () => {
    const clock = { now: START };
    const { ask, calls } = askedAt(clock);
    await ask();
    clock.now = START + 1_999;
    await ask();
    expect(calls()).toEqual({ DB: 1, CACHE: 1, objects: 1 });
    clock.now = START + 2_000;
    await ask();
    expect(calls()).toEqual({ DB: 2, CACHE: 2, objects: 2 });
  });
});
