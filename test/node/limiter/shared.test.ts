import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../../../scripts/bench/bundle.ts";
import { type Runtime, startWorkerd } from "../../../scripts/bench/workerd.ts";
import type { Limits } from "../../../src/limiter/messages.ts";

const WORKERS = 4;
const MILLISECONDS = 3_000;
const idOf = (index: number): string => `worker${index}`;
let folder: string;
let runtime: Runtime;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tollgate-shared-"));
  const worker = { entry: "test/node/limiter/worker.ts", objects: { LIMITS: "LimitOwner" } };
  const built = bundle({ name: "shared", worker, seed: () => [] }, join(folder, "bundle"));
  runtime = await startWorkerd(
    folder,
    Array.from({ length: WORKERS }, (_, index) => {
      return { id: idOf(index), bundle: built, vars: {}, ...(index === 0 ? {} : { objectsOf: idOf(0) }) };
    }),
  );
});
afterAll(async () => {
  await runtime.stop();
  await rm(folder, { recursive: true, force: true });
});

async function run(scope: string, limits: Limits, offered: number): Promise<number[]> {
  const init = { method: "POST", body: JSON.stringify({ scope, limits, offered, milliseconds: MILLISECONDS }) };
  const answers = Array.from({ length: WORKERS }, async (_, index) => {
    return (await (await fetch(runtime.address(idOf(index)), init)).json()) as number[];
  });
  return (await Promise.all(answers)).flat().toSorted((a, b) => a - b);
}

describe("four workers that share one object", () => {
  it("admit never more than burst + rate × t in any interval, and most of it", async () => {
    const [rate, burst] = [100, 50];
    const admitted = await run("key/throttled", { buckets: [{ name: "plan", rate, burst }], quota: null }, 100);
    let level = burst;
    let lowest = burst;
    let last = admitted[0] ?? 0;
    for (const at of admitted) {
      level = Math.min(burst, level + ((at - last) * rate) / 1000) - 1;
      last = at;
      lowest = Math.min(lowest, level);
    }
    // A request is noted a moment after it was admitted, others meanwhile: that moves them closer together. Four buckets of their own
    // would let through three bursts more.
    expect(lowest).toBeGreaterThan(-burst / 2);
    expect(admitted.length).toBeGreaterThan(burst + (rate * MILLISECONDS) / 2_000);
  });

  it("admit exactly the quota", async () => {
    const quota = { limit: 150, period: "MONTH" as const, offset: 0 };
    expect(await run("key/quota", { buckets: [], quota }, 200)).toHaveLength(150);
  });
});
