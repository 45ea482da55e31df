import type { StagePlan } from "../../plan/stage.ts";
import type { WebSocketRoute } from "../../plan/websocket-api.ts";
import type { LoadedDeployment } from "../load/deployment.ts";
import { restLimitFaults } from "../rest-api/limits.ts";
import { authorizeConnection } from "./authorize.ts";
import { integrate } from "./integrate.ts";
import { mapMessage } from "./map-message.ts";
import type { WebSocketParts, WebSocketPorts, WebSocketStep } from "./parts.ts";
import { compileReply, type MakeReply } from "./reply.ts";
import { validateMessage, validateParameters } from "./validate.ts";
import type { WebSocketExchange } from "./websocket-exchange.ts";

/** A route as functions. */
export interface CompiledRoute {
  steps: readonly WebSocketStep[];
  reply: MakeReply;
}

/** Gives a deployment's route by its key, compiled at its first use. Null: there is none. */
export type RouteOf = (deployment: LoadedDeployment, key: string) => CompiledRoute | Promise<CompiledRoute | null>;

export function createRoutes(ports: WebSocketPorts): RouteOf {
  const routes = new WeakMap<LoadedDeployment, Map<string, CompiledRoute>>();
  return (deployment, key) => {
    const known = routes.get(deployment) ?? new Map<string, CompiledRoute>();
    routes.set(deployment, known);
    return known.get(key) ?? loadRoute(ports, deployment, key, known);
  };
}

/** Everybody may connect where there is no `$connect`; what the stage asks for, it asks for all the same. */
const OPEN_CONNECT: WebSocketRoute = {
  kind: "WEBSOCKET",
  id: "",
  routeKey: "$connect",
  authorization: { kind: "none" },
  apiKeyRequired: false,
  operationName: null,
  modelSelection: null,
  requestModels: {},
  requiredParameters: [],
  response: null,
  integrationId: null,
};

/** Null: the deployment has no such route. */
async function loadRoute(
  ports: WebSocketPorts,
  deployment: LoadedDeployment,
  key: string,
  known: Map<string, CompiledRoute>,
): Promise<CompiledRoute | null> {
  const entry = deployment.routeNamed(key);
  if (!deployment.isWebSocket() || (!entry && key !== "$connect")) return null;
  const loaded = entry ? await deployment.webSocketRoute(entry) : { route: OPEN_CONNECT, integration: null };
  const parts: WebSocketParts = { head: deployment.head, ...loaded };
  const factories = key === "$connect" ? connectSteps(ports) : messageSteps(ports);
  const route = { steps: factories.flatMap((factory) => factory(parts) ?? []), reply: compileReply(parts) };
  known.set(key, route);
  return route;
}

type StepFactory = (parts: WebSocketParts) => WebSocketStep | null;

/** The life of a connection's beginning: who may connect, with which key, how often, what is asked, the backend. */
function connectSteps(ports: WebSocketPorts): StepFactory[] {
  return [
    authorizeConnection(ports),
    requiredKey(ports),
    limited(ports),
    validateParameters,
    mapMessage,
    integrate(ports),
  ];
}

/** The life of a message, and of a connection's end: how often, what is asked, the backend. */
function messageSteps(ports: WebSocketPorts): StepFactory[] {
  return [connectionsKey(ports), limited(ports), validateMessage, mapMessage, integrate(ports)];
}

/** The route or a tag of the stage asks for a key; the connection remembers it by its hash. */
function requiredKey({ limits }: WebSocketPorts): StepFactory {
  return ({ head, route }) => {
    const keyOf = ({ usageIdentifierKey, request }: WebSocketExchange): string | null =>
      head.apiKeySource === "AUTHORIZER" ? usageIdentifierKey : request.headers.get("x-api-key");
    const check = limits.apiKey(({ stage }) => asksForKey(route, stage), keyOf, restLimitFaults);
    return async (exchange) => {
      const refusal = await check(exchange);
      const { apiKey, connection } = exchange;
      const lookup = apiKey && limits.keys.lookupOf(apiKey.value);
      if (apiKey && lookup !== null) connection.apiKey = { id: apiKey.id, lookup };
      return refusal;
    };
  };
}

/** Beyond AWS: messages of a route that asks for a key count in the usage plan of the key that the connection was opened with. */
function connectionsKey({ limits }: WebSocketPorts): StepFactory {
  return ({ route }) => {
    if (route.routeKey === "$disconnect") return null;
    const lookupOf = ({ connection }: WebSocketExchange): string | null => connection.apiKey?.lookup ?? null;
    return limits.openedWith(({ stage }) => asksForKey(route, stage), lookupOf, restLimitFaults);
  };
}

function asksForKey({ apiKeyRequired }: WebSocketRoute, { limits }: StagePlan): boolean {
  return apiKeyRequired || (limits?.apiKeyRequired ?? false);
}

/** The throttles of the stage's routes. A connection's end is never refused. */
function limited({ limits }: WebSocketPorts): StepFactory {
  return ({ route }) => (route.routeKey === "$disconnect" ? null : limits.limits(restLimitFaults));
}

/** Runs the steps in turn until one answers; without a promise where no step makes one. */
export function walk(
  steps: readonly WebSocketStep[],
  exchange: WebSocketExchange,
  from = 0,
): Response | null | Promise<Response | null> {
  for (let at = from; at < steps.length; at++) {
    const answer = steps[at]?.(exchange) ?? null;
    if (answer instanceof Promise) return answer.then((settled) => settled ?? walk(steps, exchange, at + 1));
    if (answer) return answer;
  }
  return null;
}
