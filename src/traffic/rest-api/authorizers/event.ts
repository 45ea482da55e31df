import type { RestMethod } from "../../../plan/rest-api.ts";
import { compileInvokedArn } from "../../authorizers/invoked-arn.ts";
import { proxyEvent } from "../integrations/function/event.ts";
import type { RestExchange } from "../rest-exchange.ts";

/** The event of a TOKEN authorizer. */
export function tokenEvent(exchange: RestExchange, method: RestMethod, token: string): Record<string, unknown> {
  return { type: "TOKEN", methodArn: compileInvokedArn(method.resourcePath)(exchange), authorizationToken: token };
}

/** The event of a REQUEST authorizer: a proxy's without the body; what is empty is an empty object here (recorded from AWS). */
export function requestEvent(exchange: RestExchange, method: RestMethod, trace: string): Record<string, unknown> {
  const { body: _body, isBase64Encoded: _encoding, ...event } = proxyEvent(exchange, method, () => false, trace);
  return {
    type: "REQUEST",
    methodArn: compileInvokedArn(method.resourcePath)(exchange),
    ...event,
    queryStringParameters: event["queryStringParameters"] ?? {},
    multiValueQueryStringParameters: event["multiValueQueryStringParameters"] ?? {},
    pathParameters: event["pathParameters"] ?? {},
    stageVariables: event["stageVariables"] ?? {},
  };
}
