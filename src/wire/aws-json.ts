// Smithy's aws.protocols#awsJson1_1, spoken by CloudWatch Logs and WAF: JSON both ways, the operation in X-Amz-Target.

import type { Answer } from "./answer.ts";
import type { Fault } from "./fault.ts";
import { InputProblem } from "./input-problem.ts";
import { decodeJsonStructure, parseJsonObject } from "./json-decode.ts";
import { encodeJsonStructure } from "./json-encode.ts";
import type { JsonStyle } from "./json-encode.ts";
import type { Protocol } from "./protocol.ts";
import type { Table } from "./schema.ts";

const STYLE: JsonStyle = {
  timestamps: "epoch-seconds",
  fractionalSeconds: true,
  blobType: "application/octet-stream",
};

export const awsJson: Protocol = {
  decode: ({ operation }, { body }) => {
    if (operation.input === undefined) return {};
    // Measured: no body at all is not an empty object in this protocol.
    if (body.length === 0) throw new InputProblem("", { kind: "malformed", detail: "there is none" });
    return decodeJsonStructure(operation.input, parseJsonObject(body), "");
  },
  encode: (_table, { output: structure, status }, output) =>
    json(status, structure === undefined ? undefined : encodeJsonStructure(structure, output, STYLE)),
  fault: encodeFault,
};

/** Errors whose schemas have no message get it as `message`; most of WAF's have it as `Message`. */
function encodeFault(table: Table, fault: Fault): Answer {
  const members = table.errors.get(fault.code)?.members ?? [];
  const messageName = members.find(({ name }) => name.toLowerCase() === "message")?.name ?? "message";
  const answer = json(fault.status, { __type: fault.code, [messageName]: fault.message, ...fault.fields });
  answer.headers.set("x-amzn-ErrorType", fault.code);
  return answer;
}

function json(status: number, body: unknown): Answer {
  const headers = new Headers({ "Content-Type": "application/x-amz-json-1.1" });
  return { status, headers, body: body === undefined ? null : JSON.stringify(body) };
}
