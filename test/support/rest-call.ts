import type { Call } from "../../src/management/call.ts";
import { restApiHandlers } from "../../src/management/apigateway/handlers.ts";
import { domainHandlers } from "../../src/management/domains/v1.ts";
import { keyHandlers } from "../../src/management/apigateway/keys/handlers.ts";
import { requestParts } from "../../src/wire/request.ts";
import { matchOperation } from "../../src/wire/router.ts";
import { createService } from "../../src/wire/service.ts";
import { tableOf } from "../../src/wire/tables.ts";
import { testDb } from "./store.ts";
import { v2Call } from "./v2-call.ts";

/** An answer of the management API as a client sees it. */
export interface Answer {
  status: number;
  /** of errors */
  code: string | undefined;
  body: Record<string, unknown>;
}

/** Sends operations of API Gateway v1 through the wire codec to the handlers: what is given is what an SDK would put on the wire. */
export function restClient(call: Call = v2Call(testDb)): (operation: string, input: object) => Promise<Answer> {
  const service = createService<Call>({
    handlers: { apigateway: { ...restApiHandlers, ...keyHandlers, ...domainHandlers } },
    authorize: () => undefined,
    report: console.error,
  });
  return async (operation, input) => {
    const request = requestOf(operation, input);
    const parts = requestParts(request, await request.bytes());
    const match = matchOperation(parts);
    if (match?.operation.name !== operation) throw new Error(`${operation} went to ${match?.operation.name}`);
    const response = await service.serve(match, parts, call, "request-id");
    const text = await response.text();
    const body: unknown = text === "" ? {} : JSON.parse(text);
    const code = response.headers.get("x-amzn-ErrorType") ?? undefined;
    return { status: response.status, code, body: body as Record<string, unknown> };
  };
}

function requestOf(name: string, input: object): Request {
  const operation = tableOf("apigateway").operations.get(name);
  if (!operation) throw new Error(`no operation ${name}`);
  const members = new Map(operation.input?.members.map((member) => [member.name, member]));
  const query = new URLSearchParams(operation.queryLiterals.map(([key, value]) => [key, value]));
  const body: Record<string, unknown> = {};
  let payload: string | undefined;
  let path = operation.path;
  for (const [key, value] of Object.entries(input)) {
    const member = members.get(key);
    if (!member) throw new Error(`${name} has no member ${key}`);
    if (member.place === "label") path = path.replace(`{${member.wire}}`, encodeURIComponent(String(value)));
    else if (member.place === "query") for (const one of [value].flat()) query.append(member.wire, String(one));
    else if (member.place === "payload") payload = String(value);
    else if (member.place === "queryParams")
      for (const [name, one] of Object.entries(value as object)) query.set(name, String(one));
    else body[member.wire] = value;
  }
  const hasBody = operation.method !== "GET" && operation.method !== "DELETE";
  return new Request(`http://localhost${path}?${query}`, {
    method: operation.method,
    ...(hasBody ? { body: payload ?? JSON.stringify(body) } : {}),
  });
}
