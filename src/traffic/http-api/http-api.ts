import type { FunctionInvoker } from "../../plan/function-invoker.ts";
import type { HttpHead, HttpIntegration, HttpRoute } from "../../plan/http-api.ts";
import type { StagePlan } from "../../plan/stage.ts";
import type { ApiType } from "../api-type.ts";
import type { Authorizers } from "../authorizers/authorizers.ts";
import { keepHttpAnswer, serveCachedHttp } from "../cache/http-cache.ts";
import type { ResponseCache } from "../cache/response-cache.ts";
import { Exchange } from "../exchange.ts";
import type { Fetch } from "../fetch.ts";
import type { VpcLinks } from "../vpc-links.ts";
import type { AwsAccess } from "../rest-api/integrations/aws/access.ts";
import { createRoles } from "../rest-api/integrations/aws/roles.ts";
import type { TrafficLimits } from "../limits/steps.ts";
import { logFailure } from "../log.ts";
import { AtStage, compileRoute, type LastStep, type Life, type Step } from "../runner.ts";
import { authorize } from "./authorize.ts";
import { contextReader } from "./context.ts";
import { type Cors, createCors } from "./cors.ts";
import { answerHttpFault, httpFaults, renderHttpFault } from "./faults.ts";
import { functionProxy } from "./function/function-proxy.ts";
import { httpProxy } from "./http-proxy.ts";
import { createOutgoingHeaders } from "./outgoing.ts";
import { httpLimitFaults } from "./limit-faults.ts";
import { privateProxy } from "./private-proxy.ts";
import { readRequestBody } from "./request-body.ts";
import { mapResponse } from "./response-edits.ts";
import { serviceCall } from "./service/service-call.ts";

/** What a route of an HTTP API is compiled from. */
export interface HttpRouteParts {
  head: HttpHead;
  route: HttpRoute;
  /** null: the route has no target, or one that is not there */
  integration: HttpIntegration | null;
}

/** What the steps of HTTP APIs need of the rest of the worker. */
export interface HttpApiPorts {
  fetch: Fetch;
  aws: AwsAccess;
  vpcLinks: VpcLinks;
  functions: FunctionInvoker;
  authorizers: Authorizers;
  limits: TrafficLimits;
  /** null: nothing is cached */
  cache: ResponseCache | null;
  requestId(): string;
  /** milliseconds since the epoch */
  now(): number;
  /** the root of a new trace: `1-5e9f0c65-1de4d666d4dd26aced652b6c` */
  traceRoot(now: number): string;
  /** bytes of a request's body that are held at once, where a route needs the whole of it */
  heldBodyBytes: number;
}

/** HTTP APIs: the life of a request of theirs, and their answers where there is no route. */
export function createHttpApiType(ports: HttpApiPorts): ApiType {
  const life = lifeOfRequest(ports);
  const corsOf = rememberedCors();
  return {
    noStage: () => renderHttpFault(httpFaults.notFound, ports.requestId()),
    begin: (start) => new Exchange(start, ports.requestId()),
    refusal: (exchange) => {
      const closed = exchange.basePath === null && exchange.deployment.head.disableExecuteApiEndpoint;
      return closed ? answerHttpFault(exchange, httpFaults.notFound) : null;
    },
    noRoute: (exchange) => {
      const { deployment, method } = exchange;
      const cors = deployment.isHttp() ? corsOf(deployment.head) : null;
      if (cors && method === "OPTIONS") return cors.preflight(exchange);
      const answer = answerHttpFault(exchange, httpFaults.notFound);
      return cors ? cors.apply(exchange, answer) : answer;
    },
    failure: ({ requestId, cacheErrand }) => {
      cacheErrand?.fill?.(null);
      return renderHttpFault(httpFaults.internalServerError, requestId);
    },
    variable: contextReader,
    route: async (deployment, entry) => {
      if (!deployment.isHttp()) throw new Error(`an HTTP API has a deployment of type ${deployment.head.kind}`);
      const { head } = deployment;
      return compileRoute(life, { head, ...(await deployment.route(entry)) }, entry.name);
    },
  };
}

/** The life of a request of an HTTP API after its route is known: the one list of steps, in this order. */
function lifeOfRequest(ports: HttpApiPorts): Life<HttpRouteParts> {
  const outgoingHeaders = createOutgoingHeaders((now) => ports.traceRoot(now));
  const proxyPorts = { ...ports, outgoingHeaders };
  const servicePorts = { ...ports, credentialsOf: createRoles(ports) };
  const integrate = ({ route, integration }: HttpRouteParts): Step | LastStep => {
    switch (integration?.kind) {
      case "http_proxy":
        return integration.vpcLink
          ? privateProxy(integration, integration.vpcLink, route.routeKey === "$default", proxyPorts)
          : httpProxy(integration, route.routeKey === "$default", proxyPorts);
      case "aws_proxy":
        return functionProxy(integration, route.routeKey, ports);
      case "aws_service":
        return serviceCall(integration, servicePorts);
      case "fault":
        return misconfigured(integration.reason);
      case undefined:
        return noTarget;
    }
  };
  return {
    steps: [
      ({ head, route }) => authorize(head, route, ports.authorizers),
      () =>
        new AtStage((stage) =>
          asksForKey(stage) ? ports.limits.apiKey(() => true, headerKey, httpLimitFaults) : null,
        ),
      () =>
        new AtStage((stage, routeKey) =>
          ports.limits.limitsAt(stage, routeKey, { isKeyed: asksForKey(stage), faults: httpLimitFaults }),
        ),
      (parts) => serveCachedHttp(ports, parts),
      ({ integration }) => readRequestBody(integration, ports.heldBodyBytes),
      integrate,
    ],
    answerSteps: [
      ({ integration }) => mapResponse(integration?.responseEdits ?? []),
      () => keepHttpAnswer(ports),
      ({ head }) => (head.cors ? createCors(head.cors).apply : null),
      () => ports.limits.fields,
    ],
  };
}

/** Beyond AWS: routes of HTTP APIs ask for keys where a tag of the stage says so. */
const asksForKey = ({ limits }: StagePlan): boolean => limits?.apiKeyRequired === true;

const headerKey = ({ request }: Exchange): string | null => request.headers.get("x-api-key");

/** As at AWS for a route whose integration was never attached. */
const noTarget: Step = (exchange) => {
  logFailure("noIntegration", exchange, "the route has no integration");
  return answerHttpFault(exchange, httpFaults.notFound);
};

/** An integration that was deployed, with a warning, and can only fail. */
function misconfigured(reason: string): Step {
  return (exchange) => {
    exchange.integrationError = reason;
    logFailure("integrationFailed", exchange, reason);
    return answerHttpFault(exchange, httpFaults.integrationFailure);
  };
}

/** CORS outside of any route, made once per deployment. */
function rememberedCors(): (head: HttpHead) => Cors | null {
  const made = new WeakMap<HttpHead, Cors>();
  return (head) => {
    if (!head.cors) return null;
    let cors = made.get(head);
    if (!cors) {
      cors = createCors(head.cors);
      made.set(head, cors);
    }
    return cors;
  };
}
