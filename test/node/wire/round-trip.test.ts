import { describe, expect, it } from "vitest";

import { readInput, encodeOutput } from "../../../src/wire/codec.ts";
import { matchOperation } from "../../../src/wire/router.ts";
import { serviceNames, tableOf } from "../../../src/wire/tables.ts";
import { sampleOf } from "./sample.ts";
import { clientOf, commandOf, operationSchemas } from "./sdk.ts";

/** It answers with events instead of an output; event-stream.test.ts holds it. */
const EVENT_STREAMS = new Set(["InvokeWithResponseStream"]);

/** The SDK's bytes are subclasses of Uint8Array. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([name, one]) => name !== "$metadata" && one !== undefined);
  return Object.fromEntries(entries.map(([name, one]) => [name, plain(one)]));
}

describe.each(serviceNames())("%s: what the real client sends is what a handler gets, and back", (service) => {
  const schemas = operationSchemas(service);

  it("has every operation of the SDK", () => {
    expect([...tableOf(service).operations.keys()].toSorted()).toEqual([...schemas.keys()].sort());
  });

  const isBuilt = (name: string): boolean => tableOf(service).operations.get(name)?.built === true;

  it("finds the operations that are not built as well", async () => {
    const found: (string | undefined)[] = [];
    const client = clientOf(service, async (request) => {
      found.push(matchOperation(request)?.operation.name);
      return new Response(null, { status: 501 });
    });
    const names = [...schemas.keys()].filter((name) => !isBuilt(name));
    for (const name of names) {
      const input = sampleOf(schemas.get(name)?.input ?? "unit");
      await client.send(commandOf(service, name, input)).catch(() => undefined);
    }
    expect(found).toEqual(names);
  });

  it.each([...schemas.keys()].filter((name) => isBuilt(name) && !EVENT_STREAMS.has(name)))("%s", async (name) => {
    const input = sampleOf(schemas.get(name)?.input ?? "unit");
    const output = sampleOf(schemas.get(name)?.output ?? "unit");
    const seen: unknown[] = [];
    const client = clientOf(service, async (request) => {
      const match = matchOperation(request);
      if (match === null) throw new Error(`no operation at ${request.method} ${request.path}`);
      seen.push([match.service, match.operation.name, plain(readInput(match, request))]);
      return encodeOutput(match, output, "request-1");
    });
    const answer = await client.send(commandOf(service, name, input));
    expect(seen).toEqual([[service, name, plain(input)]]);
    expect(plain(answer)).toEqual(plain(output));
  });
});
