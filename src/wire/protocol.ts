import type { Answer } from "./answer.ts";
import type { Fault } from "./fault.ts";
import type { RequestParts } from "./request.ts";
import type { Match } from "./router.ts";
import type { Operation, Table } from "./schema.ts";

/** One of AWS's protocols: how inputs, outputs and errors look on the wire. */
export interface Protocol {
  /** Reads an input; members that are not there are left out. Throws an InputProblem for what cannot be read. */
  decode(match: Match, request: RequestParts): Record<string, unknown>;
  encode(table: Table, operation: Operation, output: Readonly<Record<string, unknown>>, requestId: string): Answer;
  fault(table: Table, fault: Fault, requestId: string): Answer;
}
