// Smithy's aws.protocols#restJson1, spoken by API Gateway and Lambda.

import type { Answer } from "./answer.ts";
import type { Fault } from "./fault.ts";
import { encodeJsonStructure } from "./json-encode.ts";
import type { JsonStyle } from "./json-encode.ts";
import type { Protocol } from "./protocol.ts";
import { decodeRestInput } from "./rest-decode.ts";
import { encodeRestOutput } from "./rest-encode.ts";
import type { ServiceName, Structure, Table } from "./schema.ts";

/** API Gateway's services write whole seconds. */
const WHOLE_SECONDS: JsonStyle = {
  timestamps: "epoch-seconds",
  fractionalSeconds: false,
  blobType: "application/octet-stream",
};
/** Lambda keeps fractions of a second, and a function's answer is JSON. */
const LAMBDA: JsonStyle = { timestamps: "epoch-seconds", fractionalSeconds: true, blobType: "application/json" };

const styleOf = (service: ServiceName): JsonStyle => (service === "lambda" ? LAMBDA : WHOLE_SECONDS);

export const restJson: Protocol = {
  decode: (match, request) => decodeRestInput(match.operation, match.labels, request),
  encode: (table, operation, output) => encodeRestOutput(operation, output, styleOf(table.service)),
  fault: encodeFault,
};

/** An error: its code in x-amzn-ErrorType, its members as JSON under the names of the error's own structure. */
function encodeFault(table: Table, fault: Fault): Answer {
  const headers = new Headers({ "Content-Type": "application/json", "x-amzn-ErrorType": fault.code });
  const structure = table.errors.get(fault.code);
  const body = structure === undefined ? { message: fault.message } : errorBody(table, structure, fault);
  return { status: fault.status, headers, body: JSON.stringify(body) };
}

/** Services write the message as `message` or `Message`; an error whose schema has none gets it as `message`. */
function errorBody(table: Table, structure: Structure, fault: Fault): Record<string, unknown> {
  const own: Record<string, unknown> = { ...fault.fields };
  const messageName = structure.members.find((member) => member.name.toLowerCase() === "message")?.name;
  if (messageName !== undefined) own[messageName] = fault.message;
  if (structure.members.some((member) => member.name === "Type")) own.Type ??= fault.status < 500 ? "User" : "Service";
  const encoded = encodeJsonStructure(structure, own, styleOf(table.service));
  return messageName === undefined ? { message: fault.message, ...encoded } : encoded;
}
