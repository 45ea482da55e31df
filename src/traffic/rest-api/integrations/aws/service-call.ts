import { type Credentials, sign } from "../../../../sigv4/sign.ts";
import { settleWithin } from "../../../deadline.ts";
import { restFaults } from "../../faults.ts";
import type { RestApiPorts, RestStep } from "../../parts.ts";
import type { OutgoingRequest, Payload, RestExchange } from "../../rest-exchange.ts";
import { restTraceHeader } from "../../trace.ts";
import { integrationFailed, prepared, tooLate } from "../failure.ts";
import { type BackendCall, callBackend } from "../http.ts";
import { BODILESS_METHODS, mappedHeaders, setDefaults } from "../outgoing-headers.ts";
import { compileStageText } from "../target.ts";
import { type Address, type AwsPlan, compileAddress, integrationArn } from "./address.ts";
import type { CredentialsOf } from "./roles.ts";
import { type AwsService, awsService } from "./services.ts";

/** AWS of a REST API, for all services but functions: sends what was mapped, signed for the service that the URI names. */
export function serviceCall(plan: AwsPlan, ports: RestApiPorts, credentialsOf: CredentialsOf): RestStep {
  const { aws } = ports;
  const service = awsService(plan.service, plan.subdomain);
  const refusal = refusalOf(plan, ports);
  if (refusal !== null || !aws.credentials) {
    const reason = refusal ?? "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set";
    return (exchange) => integrationFailed(exchange, restFaults.configurationError, reason, ports.now());
  }
  const { credentials: own } = aws;
  const roleOf = plan.credentialsArn === null ? () => null : compileStageText(plan.credentialsArn);
  const address = compileAddress(plan, service, ports);
  const call = (exchange: RestExchange, credentials: Credentials): Response | Promise<Response | null> => {
    const made = prepared(
      exchange,
      () => signed(exchange, plan, service, address(exchange), credentials, ports),
      ports.now,
    );
    return made instanceof Response ? made : callBackend(exchange, made, plan.timeoutMillis, ports);
  };
  return (exchange) => {
    const credentials = credentialsOf(own, roleOf(exchange.variables), plan.region, exchange.later);
    return credentials instanceof Promise
      ? afterAssuming(exchange, credentials, plan, call, ports)
      : call(exchange, credentials);
  };
}

function afterAssuming(
  exchange: RestExchange,
  credentials: Promise<Credentials>,
  { credentialsArn, timeoutMillis }: AwsPlan,
  call: (exchange: RestExchange, credentials: Credentials) => Response | null | Promise<Response | null>,
  { now }: RestApiPorts,
): Promise<Response | null> {
  return settleWithin<Credentials, Response | null>(credentials, timeoutMillis, exchange.later, {
    onValue: (assumed) => call(exchange, assumed),
    onError: (error) => {
      const reason = `the role ${credentialsArn} cannot be assumed: ${String(error)}`;
      return integrationFailed(exchange, restFaults.configurationError, reason, now());
    },
    onLate: () => tooLate(exchange, now()),
    discard: () => undefined,
  });
}

/** Why the operator's settings keep this from being called; null: they do not. */
function refusalOf(plan: AwsPlan, { aws }: RestApiPorts): string | null {
  const arn = integrationArn(plan);
  return aws.allows(plan.service, arn) ? null : `AWS_INTEGRATION_ALLOW allows neither ${plan.service} nor ${arn}`;
}

const ENCODER = new TextEncoder();

function signed(
  exchange: RestExchange,
  plan: AwsPlan,
  service: AwsService,
  { url, action }: Address,
  credentials: Credentials,
  ports: RestApiPorts,
): BackendCall {
  const { outgoing } = exchange;
  if (!outgoing) throw new Error("the request was not mapped");
  const method = plan.method ?? exchange.method;
  const headers = headersOf(exchange, outgoing, method, service, action);
  headers.set("X-Amzn-Trace-Id", restTraceHeader(exchange, ports));
  const body = BODILESS_METHODS.has(method) ? null : outgoing.body;
  const signature = sign(
    { method, url, headers, ...(body !== null && { body: bytesOf(body) }) },
    {
      credentials,
      region: service.globalHost === null ? plan.region : "us-east-1",
      service: service.signingName,
      now: ports.now(),
      signingKeys: ports.aws.signingKeys,
    },
  );
  for (const [name, value] of Object.entries(signature)) headers.set(name, value);
  return { url, fetch: ports.fetch, headers, method };
}

/** The signer takes text for the hash of a body. */
function bytesOf(body: Payload): Uint8Array {
  return typeof body === "string" ? ENCODER.encode(body) : body;
}

/** What a template or mapping sets goes before what the protocol wants. */
function headersOf(
  exchange: RestExchange,
  outgoing: OutgoingRequest,
  method: string,
  { protocol }: AwsService,
  action: string | null,
): Headers {
  if (action === null || protocol.kind === "query") {
    const headers = mappedHeaders(exchange, outgoing, method);
    setDefaults(headers, exchange.apiId);
    return headers;
  }
  outgoing.body ??= "{}";
  const headers = mappedHeaders(exchange, outgoing, method, `application/x-amz-json-${protocol.version}`);
  if (!headers.has("x-amz-target")) headers.set("X-Amz-Target", `${protocol.target}.${action}`);
  setDefaults(headers, exchange.apiId);
  return headers;
}
