import type { AuthorizerTest, AuthorizerTestAnswer, AuthorizerTester } from "../../../plan/authorizer-tester.ts";
import type { FunctionInvoker } from "../../../plan/function-invoker.ts";
import type { RestMethod } from "../../../plan/rest-api.ts";
import { type AuthorizerPorts, createAuthorizers } from "../../authorizers/authorizers.ts";
import { functionAuthorizer } from "../authorizers/function.ts";
import { userPoolAuthorizer } from "../authorizers/user-pool.ts";
import { Access, type AccessDecisions } from "../authorizers/access.ts";
import type { RestStep } from "../parts.ts";
import type { RestExchange } from "../rest-exchange.ts";
import { ExecutionLog } from "./execution-log.ts";
import { begin, type MethodTesterPorts } from "./method-tester.ts";
import { observedPorts } from "./observed-ports.ts";

export interface AuthorizerTesterPorts extends MethodTesterPorts, Omit<AuthorizerPorts, keyof MethodTesterPorts> {}

const STAGE = "ESTestInvoke-stage";

/** Asks authorizers by the very steps that guard methods, but without what was kept and without a method to decide about. */
export function createAuthorizerTester(ports: AuthorizerTesterPorts): AuthorizerTester {
  return {
    async test(question) {
      const method = testedMethod(question);
      const exchange = begin(ports, { ...question, method, httpMethod: method.httpMethod }, STAGE);
      const log = new ExecutionLog(exchange.requestId, ports.now);
      log.write(`Starting authorizer: ${question.authorizerId}`);
      const observed = observedPorts(ports, log, exchange);
      const seen: Seen = { payload: null };
      const step = stepOf(question, method, { ...observed, functions: recording(observed.functions, seen) });
      const answer = await step(exchange);
      return told(log, exchange, answer, seen, ports.now());
    },
  };
}

interface Seen {
  /** what the function returned */
  payload: string | null;
}

function recording(functions: FunctionInvoker, seen: Seen): FunctionInvoker {
  return {
    ...functions,
    async invoke(arn, payload, invocation) {
      const outcome = await functions.invoke(arn, payload, invocation);
      if (outcome.kind === "answered" && outcome.functionError === null) {
        seen.payload =
          typeof outcome.payload === "string" ? outcome.payload : new TextDecoder().decode(outcome.payload);
      }
      return outcome;
    },
  };
}

/** There is no method: its place is taken by the path that the question names. */
function testedMethod({ authorizerId, path }: AuthorizerTest): RestMethod {
  return {
    kind: "REST",
    id: "test/GET",
    resourceId: "test",
    resourcePath: path,
    httpMethod: "GET",
    operationName: null,
    authorization: { kind: "authorizer", authorizerId, scopes: [] },
    apiKeyRequired: false,
    requiredParameters: [],
    bodyModels: null,
    integration: null,
  };
}

function stepOf({ head, authorizerId }: AuthorizerTest, method: RestMethod, ports: AuthorizerTesterPorts): RestStep {
  const plan = head.authorizers[authorizerId];
  if (!plan) throw new Error(`the API has no authorizer ${authorizerId} that works`);
  const authorizers = createAuthorizers(ports);
  const open = openAccess(new Access({ head: { ...head, policy: null }, method }, "CUSTOM"));
  return plan.kind === "cognito"
    ? userPoolAuthorizer(plan, [], open, authorizers)
    : functionAuthorizer(plan, method, open, { now: ports.now, randomHex: ports.randomHex, authorizers });
}

/** Refuses nobody: an authorizer has succeeded once it has said something. */
function openAccess(access: Access): AccessDecisions {
  return {
    hasPolicy: false,
    request: (exchange, asker) => access.request(exchange, asker),
    denied: () => null,
    decide: () => null,
  };
}

function told(
  log: ExecutionLog,
  { caller, authorizerError, startedAt }: RestExchange,
  answer: Response | null,
  { payload }: Seen,
  now: number,
): AuthorizerTestAnswer {
  const clientStatus = answer?.status ?? 0;
  const principalId = caller?.kind === "function" ? caller.principalId : null;
  if (answer) log.write(`Execution failed: ${authorizerError ?? "Unauthorized request"}`);
  else if (principalId !== null) log.write(`Using valid authorizer policy for principal: ${principalId}`);
  else log.write("Successfully authorized the token");
  return {
    clientStatus,
    latency: now - startedAt,
    log: log.text(),
    principalId,
    policy: answer === null && payload !== null ? policyOf(payload) : null,
    claims: caller?.kind === "jwt" ? claimsOf(caller.claims) : null,
  };
}

function policyOf(payload: string): string | null {
  // The step has read it: it is an object with a policy.
  const { policyDocument } = JSON.parse(payload) as { policyDocument?: unknown };
  return policyDocument === undefined ? null : JSON.stringify(policyDocument);
}

function claimsOf(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, String(value)]));
}
