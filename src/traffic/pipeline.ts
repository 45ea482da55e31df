import type { HttpIntegration } from "../plan/http-api.ts";
import type { ManifestEntry } from "../plan/record.ts";
import type { Exchange, Step } from "./exchange.ts";
import { answerHttpFault, httpFaults } from "./faults.ts";
import { type Fetch, httpProxy } from "./integrations/http-proxy.ts";
import { type RouteParts, type RouteRunner, type StepFactory, walk } from "./runner.ts";

/** What the steps need of the rest of the worker. */
export interface TrafficPorts {
  fetch: Fetch;
}

/** The life of a request of an HTTP API after its route is known: the one list of steps, in this order. */
function lifeOfRequest(ports: TrafficPorts): StepFactory[] {
  return [(parts) => integrate(parts.integration, ports)];
}

function integrate(integration: HttpIntegration | null, ports: TrafficPorts): Step {
  if (integration?.kind === "http_proxy") return httpProxy(integration, ports.fetch);
  const reason = integration?.kind === "fault" ? integration.reason : "the route has no integration";
  return (exchange) => {
    console.error(
      JSON.stringify({
        event: "integrationFault",
        apiId: exchange.apiId,
        routeKey: exchange.routeKey,
        requestId: exchange.requestId,
        reason,
      }),
    );
    return answerHttpFault(httpFaults.internalServerError, exchange.requestId);
  };
}

/** Matches the request and walks its route's steps. */
export function createPipeline(ports: TrafficPorts): (exchange: Exchange) => Response | Promise<Response> {
  const life = lifeOfRequest(ports);
  const makeRunner = (parts: RouteParts, key: string): RouteRunner => ({
    key,
    routeKey: parts.route.routeKey,
    steps: life.flatMap((factory) => factory(parts) ?? []),
  });

  const load = async (exchange: Exchange, entry: ManifestEntry): Promise<Response> => {
    const { deployment } = exchange;
    const parts = await deployment.route(entry);
    const runner = makeRunner({ head: deployment.head, ...parts }, entry.hash);
    deployment.runners.set(entry.id, runner);
    return walk(runner.steps, exchange);
  };

  return (exchange) => {
    const { deployment } = exchange;
    const match = deployment.matcher.match(exchange.method, exchange.path);
    const entry = match ? match.value : deployment.defaultRoute;
    if (!entry) return answerHttpFault(httpFaults.notFound, exchange.requestId);
    exchange.routeKey = entry.name;
    exchange.pathParameters = match ? match.parameters : null;
    const runner = deployment.runners.peek(entry.id);
    return runner ? walk(runner.steps, exchange) : load(exchange, entry);
  };
}
