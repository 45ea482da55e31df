import { createFunctionRuntime } from "../../src/functions/runtime.ts";
import { dynamicWorkers } from "../../src/invocation/dynamic-worker.ts";
import { HeldFunctions } from "../../src/invocation/held-functions.ts";
import { createInvokers, type InvokerPorts, type Invokers } from "../../src/invocation/invoker.ts";
import type { FunctionEvent } from "../../src/plan/function-event.ts";
import type { FunctionInvocation } from "../../src/plan/function-invoker.ts";
import { loader } from "../functions/support.ts";
import { countingDb, type Cost } from "../support/counting-db.ts";
import { testDb } from "../support/store.ts";
import { testSecrets } from "../support/v2-call.ts";

/** Invokers over the test's database and Worker Loader, with a clock of the test's own. */
export interface TestInvokers extends Invokers {
  held: HeldFunctions;
  cost: Cost;
  clock: { now: number };
  queued: FunctionEvent[];
}

export function testInvokers(changes: Partial<InvokerPorts> = {}): TestInvokers {
  const clock = { now: Date.now() };
  const now = (): number => clock.now;
  const { db, cost } = countingDb(testDb);
  const queued: FunctionEvent[] = [];
  const accountId = "000000000000";
  const held = new HeldFunctions({ db, accountId, now, open: testSecrets.open });
  const runtime = createFunctionRuntime({ loader, now: () => Date.now(), outbound: null });
  const invokers = createInvokers({
    held,
    accountId,
    binding: () => null,
    workers: dynamicWorkers(runtime, db, () => Date.now()),
    aws: () => null,
    random: () => 0,
    enqueue: async (event) => void queued.push(event),
    eventConfig: async () => null,
    ...changes,
  });
  return { ...invokers, held, cost, clock, queued };
}

/** A call by API Gateway with values that nothing depends on. */
export function anInvocation(changes: Partial<FunctionInvocation> = {}): FunctionInvocation {
  return {
    requestId: "r-1",
    deadline: Date.now() + 10_000,
    type: "RequestResponse",
    sourceArn: "arn:aws:execute-api:us-east-1:000000000000:abc/$default/GET/pets",
    credentialsArn: null,
    traceHeader: null,
    ...changes,
  };
}

export const arnOf = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
