import type { StagePlan } from "../../plan/stage.ts";
import { answerBytes } from "../body.ts";
import type { Exchange } from "../exchange.ts";
import type { LogBatches } from "./log-batches.ts";
import { compileLogFormat, type LogFormat } from "./log-format.ts";

/** One request, as metrics count it. */
export interface MetricPoint {
  apiId: string;
  stage: string;
  /** empty where the stage has no detailed metrics for the route */
  routeKey: string;
  status: number;
  /** milliseconds */
  latency: number;
  integrationLatency: number;
  cache: "hit" | "miss" | null;
}

/** Where requests are recorded. */
export interface RecordPorts {
  log: LogBatches;
  /** null: nobody counts */
  metrics: ((point: MetricPoint) => void) | null;
  now(): number;
}

/** Records a request with its answer: in the stage's access log, and as a point of its metrics. */
export type Recorder<E extends Exchange> = (exchange: E, answer: Response) => Response;

/** Null: the stage wants nothing recorded. */
export function createRecorder<E extends Exchange>(
  { log, metrics, now }: RecordPorts,
  readerOf: (name: string) => (exchange: E) => string | undefined,
): (stage: StagePlan) => Recorder<E> | null {
  const formats = new WeakMap<StagePlan, LogFormat<E>>();
  const formatOf = (stage: StagePlan, format: string): LogFormat<E> => {
    let compiled = formats.get(stage);
    if (!compiled) {
      compiled = compileLogFormat(format, readerOf);
      formats.set(stage, compiled);
    }
    return compiled;
  };
  const recorder: Recorder<E> = (exchange, answer) => {
    const { stage } = exchange;
    const responseLatency = now() - exchange.startedAt;
    metrics?.(pointOf(exchange, answer.status, responseLatency));
    if (stage.accessLogSettings === null) return answer;
    const { destinationArn, format } = stage.accessLogSettings;
    const compiled = formatOf(stage, format);
    const write = (responseLength: number): void => {
      const line = compiled.line(exchange, { status: answer.status, responseLatency, responseLength });
      log.add(destinationArn, line, exchange.later);
    };
    const length = compiled.readsLength ? lengthOf(exchange, answer) : 0;
    if (length === null && answer.body) return counted(exchange, answer, answer.body, write);
    write(length ?? 0);
    return answer;
  };
  return ({ accessLogSettings }) => (accessLogSettings === null && metrics === null ? null : recorder);
}

function pointOf(exchange: Exchange, status: number, latency: number): MetricPoint {
  const { apiId, stage, routeKey, integrationStartedAt, integrationEndedAt, cacheOutcome } = exchange;
  const { all, routes } = stage.settings;
  const isDetailed = (Object.hasOwn(routes, routeKey) ? routes[routeKey] : all)?.metricsEnabled === true;
  const integrationLatency = integrationEndedAt === 0 ? 0 : integrationEndedAt - integrationStartedAt;
  const route = isDetailed ? routeKey : "";
  return { apiId, stage: stage.name, routeKey: route, status, latency, integrationLatency, cache: cacheOutcome };
}

/** Bytes of the answer's body; null: it streams, and nobody knows yet. */
function lengthOf(exchange: Exchange, { body, headers }: Response): number | null {
  if (body === null) return 0;
  const stated = headers.get("content-length");
  return stated === null ? answerBytes(exchange) : Number(stated);
}

/** The same answer, whose body is counted as it streams; the line is written at its end. */
function counted(
  exchange: Exchange,
  answer: Response,
  body: ReadableStream<Uint8Array>,
  write: (bytes: number) => void,
): Response {
  let bytes = 0;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      controller.enqueue(chunk);
    },
    flush: () => write(bytes),
    cancel: () => write(bytes),
  });
  const { status, headers } = answer;
  const encodeBody = exchange.encodedBody ? "manual" : "automatic";
  return new Response(body.pipeThrough(count), { status, headers, encodeBody });
}
