import type { HttpIntegration } from "../../../plan/http-api.ts";
import { type Credentials, sign } from "../../../sigv4/sign.ts";
import { giveUp, readWhole } from "../../body.ts";
import { traceHeader } from "../../client.ts";
import { settleWithin } from "../../deadline.ts";
import type { Exchange } from "../../exchange.ts";
import type { Fetch } from "../../fetch.ts";
import { logFailure } from "../../log.ts";
import type { AwsAccess } from "../../rest-api/integrations/aws/access.ts";
import type { CredentialsOf } from "../../rest-api/integrations/aws/roles.ts";
import { awsService } from "../../rest-api/integrations/aws/services.ts";
import type { Step } from "../../runner.ts";
import { answerHttpFault, type HttpFault, httpFaults } from "../faults.ts";
import { compileExpression } from "../values.ts";
import { keepEndpointIds } from "./endpoint-ids.ts";
import { compileServiceValues, Unresolvable } from "./parameters.ts";
import { compileServiceRequest, type ServiceRequest } from "./request.ts";

type ServicePlan = Extract<HttpIntegration, { kind: "aws_service" }>;

export interface ServiceCallPorts {
  fetch: Fetch;
  aws: AwsAccess;
  credentialsOf: CredentialsOf;
  traceRoot(now: number): string;
  /** milliseconds since the epoch */
  now(): number;
  heldBodyBytes: number;
}

/** A call as it is made once its parameters are known. */
interface Prepared {
  request: ServiceRequest;
  region: string;
  roleArn: string;
}

/**
 * A first-class integration: calls an action of an AWS service with the parameters that are mapped to it, signed, and passes the
 * service's answer on. Any failure of the service is a 500, a parameter that cannot be resolved a 400 (recorded from AWS).
 */
export function serviceCall(plan: ServicePlan, ports: ServiceCallPorts): Step {
  const { credentials } = ports.aws;
  if (!credentials) {
    const reason = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set";
    return (exchange) => failed(exchange, httpFaults.integrationFailure, reason);
  }
  const prepare = compilePrepare(plan);
  const send = compileSend(plan, credentials, ports);
  return (exchange) => {
    const call = prepared(exchange, prepare);
    if (call instanceof Response) return call;
    const refusal = refusalOf(plan, call.region, ports.aws);
    if (refusal !== null) return failed(exchange, httpFaults.integrationFailure, refusal);
    exchange.integrationStartedAt = ports.now();
    const ended = (fault: HttpFault, reason: string): Response => {
      exchange.integrationEndedAt = ports.now();
      return failed(exchange, fault, reason);
    };
    return settleWithin(send(exchange, call), plan.timeoutMillis, exchange.later, {
      onValue: (answer) => answered(exchange, answer, ports),
      onError: (error) =>
        error instanceof NotAssumed
          ? ended(httpFaults.integrationFailure, error.message)
          : ended(httpFaults.unreachable, `network error communicating with ${plan.service}: ${String(error)}`),
      onLate: () => ended(httpFaults.timeout, `no answer of ${plan.service} within ${plan.timeoutMillis} ms`),
      discard: (answer) => giveUp(answer.body),
    });
  };
}

/** As regions are named: the region becomes a part of the host to which signed requests go. */
const REGION = /^[a-z]{2,}(?:-[a-z]+)+-\d+$/;

function compilePrepare(plan: ServicePlan): (exchange: Exchange) => Prepared {
  const regionOf = plan.region === null ? ({ region }: Exchange) => region : compileExpression(plan.region, "text");
  const roleOf = compileExpression(plan.credentialsArn, "text");
  const valuesOf = compileServiceValues(plan.parameters);
  const make = compileServiceRequest(plan);
  return (exchange) => {
    const region = regionOf(exchange, null) ?? "";
    if (!REGION.test(region)) throw new Unresolvable(`${JSON.stringify(region)} is no region`);
    return { request: make(valuesOf(exchange)), region, roleArn: roleOf(exchange, null) ?? "" };
  };
}

function prepared(exchange: Exchange, prepare: (exchange: Exchange) => Prepared): Prepared | Response {
  try {
    return prepare(exchange);
  } catch (error) {
    if (!(error instanceof Unresolvable)) throw error;
    return failed(exchange, httpFaults.badRequest, error.message);
  }
}

/** Why the operator's settings keep this from being called; null: they do not. */
function refusalOf({ service, action }: ServicePlan, region: string, aws: AwsAccess): string | null {
  const arn = `arn:aws:apigateway:${region}:${service}:action/${action}`;
  return aws.allows(service, arn) ? null : `AWS_INTEGRATION_ALLOW allows neither ${service} nor ${arn}`;
}

/** The integration's role cannot be assumed. */
class NotAssumed extends Error {}

function compileSend(
  plan: ServicePlan,
  own: Credentials,
  ports: ServiceCallPorts,
): (exchange: Exchange, call: Prepared) => Promise<Response> {
  const { endpointVariable, signingName: service } = awsService(plan.service, null);
  const endpoint = ports.aws.ownEndpoint(endpointVariable);
  return async (exchange, { request, region, roleArn }) => {
    const credentials = await assumed(ports.credentialsOf(own, roleArn, region, exchange.later), roleArn);
    const { method, headers, body } = request;
    const url = `${endpoint ?? `https://${hostOf(plan, region)}`}${request.target}`;
    headers.set("User-Agent", `AmazonAPIGateway_${exchange.apiId}`);
    headers.set("X-Amzn-Trace-Id", traceHeader(exchange, ports.traceRoot));
    const bytes = body === null ? null : new TextEncoder().encode(body);
    const context = { credentials, region, service, now: ports.now(), signingKeys: ports.aws.signingKeys };
    const signature = sign({ method, url, headers, ...(bytes && { body: bytes }) }, context);
    for (const [name, value] of Object.entries(signature)) headers.set(name, value);
    return ports.fetch(url, { method, headers, redirect: "manual", ...(bytes && { body: bytes }) });
  };
}

async function assumed(credentials: ReturnType<CredentialsOf>, roleArn: string): Promise<Credentials> {
  try {
    return await credentials;
  } catch (error) {
    throw new NotAssumed(`the role ${roleArn} cannot be assumed: ${String(error)}`);
  }
}

function hostOf({ hostPrefix, service }: ServicePlan, region: string): string {
  return `${hostPrefix}${service}.${region}.${region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com"}`;
}

function answered(exchange: Exchange, answer: Response, ports: ServiceCallPorts): Response | Promise<Response> {
  exchange.integrationEndedAt = ports.now();
  exchange.integrationStatus = answer.status;
  keepEndpointIds(exchange, answer.headers);
  if (!answer.ok) return refused(exchange, answer, ports.heldBodyBytes);
  const response = new Response(answer.body, answer);
  response.headers.set("Apigw-Requestid", exchange.requestId);
  return response;
}

const SHOWN_CHARACTERS = 1000;

async function refused(exchange: Exchange, { status, headers, body }: Response, limit: number): Promise<Response> {
  const whole = await readWhole(body, headers.get("content-length"), limit).catch(() => giveUp(body));
  const said = !whole ? "" : new TextDecoder().decode(whole).slice(0, SHOWN_CHARACTERS);
  return failed(exchange, httpFaults.integrationFailure, `the service answered ${status}: ${said}`);
}

function failed(exchange: Exchange, fault: HttpFault, reason: string): Response {
  exchange.integrationError = reason;
  logFailure("integrationFailed", exchange, reason);
  return answerHttpFault(exchange, fault);
}
