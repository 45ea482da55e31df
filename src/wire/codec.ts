// Inputs in, outputs and errors out: the three things that every operation needs of its protocol.

import type { Answer } from "./answer.ts";
import { awsJson } from "./aws-json.ts";
import { awsQuery } from "./aws-query.ts";
import { checkInput } from "./constraints/check.ts";
import { constraintsOf } from "./constraints/services.ts";
import type { Fault } from "./fault.ts";
import { invalidInput, unreadableInput } from "./input-faults.ts";
import { InputProblem } from "./input-problem.ts";
import type { Protocol } from "./protocol.ts";
import type { RequestParts } from "./request.ts";
import { restJson } from "./rest-json.ts";
import type { Match } from "./router.ts";
import type { ProtocolName, ServiceName, Table } from "./schema.ts";
import { statusOf } from "./status.ts";
import { tableOf } from "./tables.ts";

const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = { restJson1: restJson, awsQuery, awsJson1_1: awsJson };

const protocolOf = (table: Table): Protocol => PROTOCOLS[table.protocol];

/**
 * The input of a matched request: the SDK's member names, timestamps as Date, blobs as Uint8Array, null left out.
 * Throws a Fault that names what is missing, malformed, of a wrong type or against AWS's rules.
 */
export function decodeInput(match: Match, request: RequestParts): Record<string, unknown> {
  const input = readInput(match, request);
  const structure = match.operation.input;
  if (structure === undefined) return input;
  const violations = checkInput(structure, input, constraintsOf(match.service));
  if (violations.length > 0) throw invalidInput(match.operation, violations);
  return input;
}

/** Reads an input without checking what it holds; only its types are certain. */
export function readInput(match: Match, request: RequestParts): Record<string, unknown> {
  try {
    return protocolOf(tableOf(match.service)).decode(match, request);
  } catch (error) {
    throw error instanceof InputProblem ? unreadableInput(match.service, error) : error;
  }
}

/** Writes an output with the status of its schema, or that which withStatus gave it. */
export function encodeOutput(match: Match, output: object, requestId: string): Response {
  const table = tableOf(match.service);
  const answer = protocolOf(table).encode(table, match.operation, { ...output }, requestId);
  return respond({ ...answer, status: statusOf(output) ?? answer.status }, requestId);
}

/** Writes an error as a service's clients expect it. */
export function renderFault(fault: Fault, service: ServiceName, requestId: string): Response {
  const table = tableOf(service);
  return respond(protocolOf(table).fault(table, fault, requestId), requestId);
}

function respond({ status, headers, body }: Answer, requestId: string): Response {
  headers.set("x-amzn-RequestId", requestId);
  return new Response(body, { status, headers });
}
