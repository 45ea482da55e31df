import type { FunctionInvocation, FunctionInvoker } from "../../../plan/function-invoker.ts";
import { BoundedMap } from "../../../storage/bounded-map.ts";
import type { Holder } from "../../../storage/freshness.ts";
import type { Exchange } from "../../exchange.ts";
import { SharedWork } from "../../../storage/shared-work.ts";
import { type FunctionVerdict, type NoVerdict, readVerdict, type VerdictForm } from "./verdict.ts";

/** Verdicts kept in one isolate, over all APIs. */
const KEPT_VERDICTS = 4_000;
/** What is longer than this is asked about each time: 16 MB of keys at most. */
const MAX_KEY = 4_096;
/** AWS waits so long for an authorizer function. */
const AUTHORIZER_TIMEOUT_MS = 10_000;
/** Whoever waits for another request's call asks itself after this. */
const SHARED_FOR_MS = AUTHORIZER_TIMEOUT_MS + 500;

/** A question to an authorizer function. */
export interface Question {
  authorizerId: string;
  functionArn: string;
  credentialsArn: string | null;
  form: VerdictForm;
  /** X-Amzn-Trace-Id */
  traceHeader: string | null;
  /** makes the event's JSON */
  event(): string;
  /** 0: the verdict is not kept */
  ttlSeconds: number;
}

export interface VerdictPorts {
  functions: FunctionInvoker;
  now(): number;
}

/**
 * The verdicts of authorizer functions that this isolate keeps for their time. Requests of one identity that come together ask
 * once.
 */
export class FunctionVerdicts implements Holder {
  readonly #ports: VerdictPorts;
  readonly #kept = new BoundedMap<string, { verdict: FunctionVerdict; until: number }>(KEPT_VERDICTS);
  readonly #work: SharedWork<FunctionVerdict | NoVerdict>;
  /** grows with every flush: a verdict that was asked for before is not kept */
  #flushes = 0;

  constructor(ports: VerdictPorts) {
    this.#ports = ports;
    this.#work = new SharedWork(SHARED_FOR_MS, () => ports.now());
  }

  /** The verdict that is kept under a key. */
  held(key: string | null): FunctionVerdict | undefined {
    const kept = key === null ? undefined : this.#kept.get(key);
    return kept && kept.until > this.#ports.now() ? kept.verdict : undefined;
  }

  /** Asks the function; under a key the verdict is shared and kept. */
  ask(key: string | null, question: Question, exchange: Exchange): Promise<FunctionVerdict | NoVerdict> {
    if (key === null) return this.#call(question, exchange);
    return this.#work.run(key, exchange.later, async () => {
      const flushes = this.#flushes;
      const verdict = await this.#call(question, exchange);
      const keep = (verdict.kind === "policy" || verdict.kind === "simple") && flushes === this.#flushes;
      if (keep) this.#kept.set(key, { verdict, until: this.#ports.now() + question.ttlSeconds * 1000 });
      return verdict;
    });
  }

  /** Forgets the verdicts of a stage: `authorizers {apiId} {stage}`. */
  changed(id: string): void {
    const [what, apiId, stage] = id.split(" ");
    if (what !== "authorizers") return;
    this.#flushes++;
    const prefix = `${apiId} ${stage} `;
    for (const key of this.#kept.keys()) if (key.startsWith(prefix)) this.#kept.delete(key);
  }

  reset(): void {
    this.#flushes++;
    this.#kept.clear();
  }

  async #call(question: Question, exchange: Exchange): Promise<FunctionVerdict | NoVerdict> {
    const { region, accountId, apiId, requestId } = exchange;
    const invocation: FunctionInvocation = {
      requestId,
      deadline: this.#ports.now() + AUTHORIZER_TIMEOUT_MS,
      type: "RequestResponse",
      sourceArn: `arn:aws:execute-api:${region}:${accountId}:${apiId}/authorizers/${question.authorizerId}`,
      credentialsArn: question.credentialsArn,
      traceHeader: question.traceHeader,
    };
    const outcome = await inTime(this.#ports.functions.invoke(question.functionArn, question.event(), invocation));
    return readVerdict(outcome, question.form);
  }
}

type Outcome = Awaited<ReturnType<FunctionInvoker["invoke"]>>;

/** The outcome, or that there was none in time. Leaves no timer behind. */
function inTime(call: Promise<Outcome>): Promise<Outcome> {
  return new Promise((resolve) => {
    const reason = `the authorizer function gave no result within ${AUTHORIZER_TIMEOUT_MS} ms`;
    const timer = setTimeout(() => resolve({ kind: "timedOut", reason }), AUTHORIZER_TIMEOUT_MS);
    const settle = (outcome: Outcome): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    call.then(settle, (error: unknown) => settle({ kind: "unavailable", reason: String(error) }));
  });
}

/**
 * The key of a verdict: API, stage, authorizer, function, then the identity's values, each with its length, so that no two lists of values
 * read the same. Null: the verdict is not kept.
 */
export function verdictKey(
  { apiId, stage }: Exchange,
  { authorizerId, functionArn, ttlSeconds }: Pick<Question, "authorizerId" | "functionArn" | "ttlSeconds">,
  identity: readonly string[],
): string | null {
  if (ttlSeconds === 0 || identity.length === 0) return null;
  let key = `${apiId} ${stage.name} ${authorizerId} ${functionArn}`;
  for (const value of identity) key += ` ${value.length}:${value}`;
  return key.length > MAX_KEY ? null : key;
}
