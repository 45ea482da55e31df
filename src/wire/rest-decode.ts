// Reads an input from where Smithy's HTTP bindings put its members: path, query, headers, payload or JSON body.

import { decodeJsonStructure, parseJsonObject } from "./json-decode.ts";
import type { RequestParts } from "./request.ts";
import type { Member, Operation, Structure } from "./schema.ts";
import { decodeText } from "./text-decode.ts";

interface Source {
  readonly operation: Operation;
  readonly labels: Readonly<Record<string, string>>;
  readonly request: RequestParts;
}

/** Reads an input; members that are not there are left out. Throws an InputProblem for anything unreadable. */
export function decodeRestInput(
  operation: Operation,
  labels: Readonly<Record<string, string>>,
  request: RequestParts,
): Record<string, unknown> {
  const structure = operation.input;
  if (structure === undefined) return {};
  const source = { operation, labels, request };
  const bound: [string, unknown][] = [];
  for (const member of structure.members) {
    if (member.place === "body") continue;
    const value = decodeBound(member, source);
    if (value !== undefined) bound.push([member.name, value]);
  }
  return { ...Object.fromEntries(bound), ...decodeBody(structure, source) };
}

function decodeBody(structure: Structure, { operation, request }: Source): Record<string, unknown> {
  if (!structure.members.some((member) => member.place === "body")) return {};
  // Recorded: a template given as null to API Gateway's v1 is there, and empty.
  const nulls = operation.service === "apigateway" ? "empty" : "absent";
  return decodeJsonStructure(structure, parseJsonObject(request.body), "", nulls);
}

function decodeBound(member: Member, source: Source): unknown {
  const { labels, request } = source;
  switch (member.place) {
    case "label":
      return decodeText(member.type, labels[member.wire], member.name);
    case "query":
      return decodeQuery(member, request.query);
    case "queryParams":
      return otherQueryParams(source);
    case "header":
      return decodeText(member.type, request.headers.get(member.wire) ?? undefined, member.name);
    case "payload":
      return decodePayload(member, source);
    case "statusCode":
    case "body":
      return undefined;
  }
}

function decodeQuery({ name, type, wire }: Member, query: URLSearchParams): unknown {
  if (type.kind !== "list") return decodeText(type, query.get(wire) ?? undefined, name);
  return query.has(wire) ? query.getAll(wire).map((text) => decodeText(type.item, text, name)) : undefined;
}

/** The query parameters that no other member and no literal of the operation's address takes. */
function otherQueryParams({ operation, request }: Source): Record<string, string> | undefined {
  const taken = new Set(operation.queryLiterals.map(([name]) => name));
  for (const member of operation.input?.members ?? []) if (member.place === "query") taken.add(member.wire);
  const others = [...request.query].filter(([name]) => !taken.has(name));
  return others.length === 0 ? undefined : Object.fromEntries(others);
}

/** An empty body is an absent payload, but for bytes that are required: those are empty. */
function decodePayload({ type, name, required }: Member, { request }: Source): unknown {
  if (request.body.length === 0) return required && type.kind === "blob" ? request.body : undefined;
  if (type.kind === "string") return new TextDecoder().decode(request.body);
  if (type.kind !== "structure") return request.body;
  return decodeJsonStructure(type.structure(), parseJsonObject(request.body), name);
}
