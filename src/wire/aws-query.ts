// Smithy's aws.protocols#awsQuery, spoken by IAM and STS: a form in, XML out.

import type { Answer } from "./answer.ts";
import type { Fault } from "./fault.ts";
import { decodeForm } from "./form-decode.ts";
import type { Protocol } from "./protocol.ts";
import type { RequestParts } from "./request.ts";
import type { Operation, Table } from "./schema.ts";
import { element, encodeXmlStructure, escapeXml } from "./xml-encode.ts";

export const awsQuery: Protocol = {
  decode: ({ operation }, request) =>
    operation.input === undefined ? {} : decodeForm(operation.input, formOf(request)),
  encode: encodeOutput,
  fault: encodeFault,
};

/** The parameters of a request: a POST has them in its body, a GET in its query. */
export function formOf(request: RequestParts): URLSearchParams {
  return request.method === "POST" ? new URLSearchParams(new TextDecoder().decode(request.body)) : request.query;
}

function encodeOutput(
  table: Table,
  { name, output: structure, status }: Operation,
  output: Readonly<Record<string, unknown>>,
  requestId: string,
): Answer {
  const result = structure === undefined ? "" : element(`${name}Result`, encodeXmlStructure(structure, output));
  const metadata = element("ResponseMetadata", element("RequestId", escapeXml(requestId)));
  return xml(status, table, `${name}Response`, result + metadata);
}

/** The signature's errors have codes of their own in this protocol. */
const CODES: Readonly<Record<string, string>> = {
  UnrecognizedClientException: "InvalidClientTokenId",
  InvalidSignatureException: "SignatureDoesNotMatch",
  MissingAuthenticationTokenException: "MissingAuthenticationToken",
  IncompleteSignatureException: "IncompleteSignature",
  ExpiredTokenException: "ExpiredToken",
  AccessDeniedException: "AccessDenied",
};

function encodeFault(table: Table, fault: Fault, requestId: string): Answer {
  const code = CODES[fault.code] ?? fault.code;
  const parts = {
    Type: fault.status < 500 ? "Sender" : "Receiver",
    Code: code,
    Message: fault.message,
    ...fault.fields,
  };
  const error = Object.entries(parts).map(([name, value]) => element(name, escapeXml(String(value))));
  const body = element("Error", error.join("")) + element("RequestId", escapeXml(requestId));
  return xml(fault.status, table, "ErrorResponse", body);
}

function xml(status: number, table: Table, root: string, content: string): Answer {
  const body = `<${root} xmlns="${table.xmlNamespace}">${content}</${root}>`;
  return { status, headers: new Headers({ "Content-Type": "text/xml" }), body };
}
