import { parseQuery } from "../../../languages/http/query.ts";
import type { MethodTester, TestAnswer, TestInvocation } from "../../../plan/method-tester.ts";
import type { RestHead } from "../../../plan/rest-api.ts";
import { bareStage } from "../../../plan/stage.ts";
import { Manifest } from "../../../storage/manifest-text.ts";
import { LoadedDeployment } from "../../load/deployment.ts";
import { Matcher } from "../../matcher.ts";
import { compileRoute, walk } from "../../runner.ts";
import { byContentType } from "../choose.ts";
import type { RestApiPorts, RestMethodParts, RestStep } from "../parts.ts";
import { methodLife } from "../rest-api.ts";
import { RestExchange } from "../rest-exchange.ts";
import { validateBody } from "../validate.ts";
import { ExecutionLog, named, printed } from "./execution-log.ts";
import { failureLine } from "./failure-line.ts";
import { observedPorts } from "./observed-ports.ts";
import type { Caller } from "../../caller.ts";

export interface MethodTesterPorts extends RestApiPorts {
  accountId: string;
}

/** What AWS shows of a request that nobody has sent over the network. */
const HOST = "testPrefix.testDomainName";
const STAGE = "test-invoke-stage";
const SOURCE_IP = "test-invoke-source-ip";
const API_KEY = { id: "test-invoke-api-key-id", value: "test-invoke-api-key" };

/** Runs single methods from their plan, with the steps that every request to them takes once it is let in. */
export function createMethodTester(ports: MethodTesterPorts): MethodTester {
  return {
    async test(invocation) {
      const { head, method } = invocation;
      const { integration } = method;
      if (!integration) throw new Error(`the method ${method.id} has no integration`);
      const exchange = begin(ports, invocation);
      exchange.apiKey = API_KEY;
      exchange.caller = callerOf(invocation);
      const log = new ExecutionLog(exchange.requestId, ports.now);
      writeRequest(log, exchange, invocation);
      const steps = methodLife(observedPorts(ports, log, exchange)).steps.map((make) =>
        make === validateBody ? validateAloud(log) : make,
      );
      // Without the steps of the answer: what is told is not compressed.
      const life = { steps, answerSteps: [] };
      const route = compileRoute(life, { head, method, integration }, exchange.routeKey);
      const answer = await walk(route.at(exchange.stage), exchange, thrown);
      return told(log, exchange, answer, ports.now());
    },
  };
}

/** Whoever tests a method is told of its errors by the management API. */
function thrown(_exchange: RestExchange, error: unknown): never {
  throw error;
}

function callerOf({ caller }: TestInvocation): Caller {
  return { kind: "iam", ...caller, callerId: caller.userId, principalOrgId: null, cognitoIdentity: null };
}

/** Checks the body, and tells that a model was there for it and was met. */
function validateAloud(log: ExecutionLog): (parts: RestMethodParts) => RestStep | null {
  return (parts) => {
    const step = validateBody(parts);
    if (!step) return null;
    const modelFor = byContentType(Object.entries(parts.method.bodyModels ?? {}));
    return async (exchange) => {
      const contentType = exchange.request.headers.get("content-type") ?? "application/json";
      const answer = await step(exchange);
      if (answer === null && modelFor(contentType) !== undefined)
        log.write(`Request validation succeeded for content type ${contentType}`);
      return answer;
    };
  };
}

/** A request, whoever asked for the test. */
type TestedRequest = Omit<TestInvocation, "caller">;

/** The exchange of a request that nobody has sent over the network. */
export function begin(ports: MethodTesterPorts, invocation: TestedRequest, stage: string = STAGE): RestExchange {
  const { apiId, region, head, method, path, rawQuery, stageVariables } = invocation;
  const origin = `https://${HOST}`;
  const url = `${origin}${path}${rawQuery === "" ? "" : `?${rawQuery}`}`;
  // The body is held already: so even a GET may have one, as at AWS.
  const request = new Request(url, { method: invocation.httpMethod, headers: requestHeaders(invocation) });
  const start = {
    request,
    later: (work: Promise<unknown>) => void work,
    accountId: ports.accountId,
    region,
    apiId,
    origin,
    host: HOST,
    fullPath: path,
    path,
    rawQuery,
    startedAt: ports.now(),
    stage: bareStage(stage),
    variables: stageVariables,
    isCanary: null,
    deployment: loneHead(head),
    basePath: null,
    clientCertificate: null,
  };
  const exchange = new RestExchange(start, ports);
  exchange.routeKey = `${method.httpMethod} ${method.resourcePath}`;
  exchange.pathParameters = pathParameters(invocation);
  exchange.body = invocation.body === "" ? null : new Uint8Array(new TextEncoder().encode(invocation.body));
  return exchange;
}

/** A deployment without routes: the tested method is at hand already. */
function loneHead(head: RestHead): LoadedDeployment<RestHead> {
  const parts = { sequence: 0, head, manifest: Manifest.of([]), records: new Map() };
  return new LoadedDeployment(parts, ({ id }) => Promise.reject(new Error(`a tested method has no record ${id}`)));
}

function requestHeaders({ headers }: TestedRequest): Headers {
  const made = new Headers();
  for (const [name, value] of headers) made.append(name, value);
  made.set("cf-connecting-ip", SOURCE_IP);
  return made;
}

/** The values that the path has for the resource's variables; null where it has none, or is a path of another resource. */
function pathParameters({ method, path }: TestedRequest): Readonly<Record<string, string>> | null {
  const matcher = new Matcher<true>("REST");
  matcher.add("ANY", method.resourcePath, true);
  return matcher.match("ANY", path)?.parameters ?? null;
}

function writeRequest(log: ExecutionLog, exchange: RestExchange, invocation: TestInvocation): void {
  const { httpMethod, path, rawQuery, headers, body } = invocation;
  log.write(`HTTP Method: ${httpMethod}, Resource Path: ${path}`);
  log.write(`Method request path: ${printed(Object.entries(exchange.pathParameters ?? {}))}`);
  const query = parseQuery(rawQuery).map(({ name, value }) => [name, value] as const);
  log.writeCut("Method request query string", printed(query));
  log.writeCut("Method request headers", printed(headers));
  log.writeCut("Method request body before transformations", body);
}

/** Headers that AWS's front door gives to answers: a method that is tested has no front door. */
const FRONT_DOOR: readonly string[] = ["x-amzn-requestid", "x-amz-apigw-id"];

async function told(log: ExecutionLog, exchange: RestExchange, answer: Response, now: number): Promise<TestAnswer> {
  const body = await answer.text();
  for (const name of FRONT_DOOR) answer.headers.delete(name);
  if (exchange.error) {
    answer.headers.delete("content-type");
    log.write(failureLine(exchange, answer.status));
  }
  const headers = named(answer.headers).toSorted(contentTypeLast);
  if (!exchange.error) {
    log.writeCut("Method response body after transformations", body);
    log.writeCut("Method response headers", printed(headers));
    log.write("Successfully completed execution");
  }
  log.write(`Method completed with status: ${answer.status}`);
  return { status: answer.status, headers, body, latency: now - exchange.startedAt, log: log.text() };
}

function contentTypeLast([a]: [string, string], [b]: [string, string]): number {
  return Number(a === "Content-Type") - Number(b === "Content-Type");
}
