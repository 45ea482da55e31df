import type { ManifestEntry } from "../plan/record.ts";
import type { ApiType } from "./api-type.ts";
import type { Exchange, ExchangeStart } from "./exchange.ts";
import { logFailure } from "./log.ts";
import { createRecorder, type RecordPorts } from "./record/recorder.ts";
import { type Route, walk } from "./runner.ts";

/** Matches the request, walks its route's steps, and records what came of it. A route is compiled at its first hit in this isolate. */
export function createPipeline<E extends Exchange>(
  type: ApiType<E>,
  record: RecordPorts,
): (start: ExchangeStart) => Response | Promise<Response> {
  const failed = (exchange: E, error: unknown): Response => {
    logFailure("gatewayFailure", exchange, error instanceof Error ? (error.stack ?? error.message) : String(error));
    return type.failure(exchange);
  };

  /** Errors of what a request waits for before its route is walked, or beside it. */
  const guarded = (exchange: E, answer: Response | Promise<Response>): Response | Promise<Response> =>
    answer instanceof Promise ? answer.catch((error: unknown) => failed(exchange, error)) : answer;

  const load = async (exchange: E, entry: ManifestEntry): Promise<Response> => {
    const { deployment } = exchange;
    const route = await type.route(deployment, entry);
    deployment.routes.set(entry.id, route);
    return walk(route.at(exchange.stage), exchange, failed);
  };

  const run = (exchange: E): Response | Promise<Response> => {
    const refused = type.refusal(exchange);
    if (refused === null) return matched(exchange);
    return guarded(
      exchange,
      refused instanceof Promise ? refused.then((answer) => answer ?? matched(exchange)) : refused,
    );
  };

  const matched = (exchange: E): Response | Promise<Response> => {
    const { deployment } = exchange;
    const match = deployment.matcher.match(exchange.method, exchange.path);
    const entry = match ? match.value : deployment.defaultRoute;
    if (!entry) return guarded(exchange, type.noRoute(exchange));
    exchange.routeKey = entry.name;
    if (match) exchange.pathParameters = match.parameters;
    // Only the pipeline of its API's type puts routes into a deployment.
    const route = deployment.routes.peek(entry.id) as Route<E> | undefined;
    return route ? walk(route.at(exchange.stage), exchange, failed) : guarded(exchange, load(exchange, entry));
  };

  const answerOf = (exchange: E): Response | Promise<Response> => {
    try {
      return run(exchange);
    } catch (error) {
      return failed(exchange, error);
    }
  };

  const recorderOf = createRecorder(record, (name) => type.variable(name));
  return (start) => {
    const exchange = type.begin(start);
    const answer = answerOf(exchange);
    const recorder = recorderOf(exchange.stage);
    if (recorder === null) return answer;
    return answer instanceof Promise ? answer.then((one) => recorder(exchange, one)) : recorder(exchange, answer);
  };
}
