import { beforeEach, describe, expect, it } from "vitest";
import definitions from "../../fixtures/aws/management/rest-definitions.json";
import deployments from "../../fixtures/aws/management/rest-deployments.json";
import keys from "../../fixtures/aws/management/rest-keys.json";
import {
  type Bindings,
  type RecordedCall,
  type Recording,
  differences,
  filled,
  newBindings,
} from "../../support/recorded.ts";
import { type Answer, restClient } from "../../support/rest-call.ts";
import { testTester } from "../../support/method-tester.ts";
import { testDb } from "../../support/store.ts";
import { v2Call } from "../../support/v2-call.ts";

// Calls that AWS answered (facts from localstack's snapshots of AWS), made again: the answers must be the same.

/** The recordings of lists know only what they have made. */
beforeEach(async () => {
  await testDb.batch(
    ["apis", "definitions", "documents", "api_keys", "usage_plan_keys"].map((table) =>
      testDb.prepare(`DELETE FROM ${table}`),
    ),
  );
});

function problemsOf({ gives }: RecordedCall, { status, code, body }: Answer, bindings: Bindings): string[] {
  if ("fails" in gives) return status >= 400 ? [] : [`expected a failure, got ${status}`];
  if ("succeeds" in gives) return status < 300 ? [] : [`expected success, got ${status} ${JSON.stringify(body)}`];
  if ("error" in gives) {
    return differences(
      { status: gives.status, code: gives.error, message: gives.message },
      { status, code, message: body["message"] },
      bindings,
    );
  }
  return [
    ...differences(gives.status ?? status, status, bindings, "status"),
    ...differences(gives.answer, status >= 400 ? { error: body } : body, bindings),
  ];
}

describe("recorded calls of API Gateway v1 are answered as AWS answered them", () => {
  it.each([...definitions, ...deployments, ...keys] as Recording[])("$name", async ({ calls }) => {
    const send = restClient({ ...v2Call(), methodTester: testTester() });
    const bindings = newBindings("000000000000");
    const answers: unknown[] = [];
    const problems: string[] = [];
    for (const [index, call] of calls.entries()) {
      const answer = await send(call.do, filled(call.with, answers) as object);
      answers.push(withItems(answer.body));
      problems.push(...problemsOf(call, renamed(answer), bindings).map((text) => `${index} ${call.do} ${text}`));
    }
    expect(problems).toEqual([]);
  });
});

/** v1's lists are `item` on the wire, `items` in recordings. */
function withItems(body: Record<string, unknown>): Record<string, unknown> {
  const { item, ...others } = body;
  return item === undefined ? body : { ...others, items: item };
}

function renamed(answer: Answer): Answer {
  return { ...answer, body: withLogLines(withItems(answer.body)) };
}

const LOG_TIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4} :/gm;

/** Execution logs were recorded line by line, without their times. */
function withLogLines(body: Record<string, unknown>): Record<string, unknown> {
  const { log, ...others } = body;
  if (typeof log !== "string") return body;
  const lines = log.replaceAll(LOG_TIME, "DDD MMM dd hh:mm:ss UTC yyyy :").split("\n");
  const numbered = lines.map((line, index) => [`line${String(index).padStart(2, "0")}`, line]);
  return { ...others, latency: String(others["latency"]), log: Object.fromEntries(numbered) };
}
