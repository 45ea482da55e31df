import type { RecordPorts } from "./traffic/record/recorder.ts";
import { LogBatches, type LogSink } from "./traffic/record/log-batches.ts";

/** Where access logs and metrics go, all optional. */
export interface AccessLogsEnv {
  ACCESS_LOG_QUEUE?: Queue;
  ACCESS_LOG_BUCKET?: R2Bucket;
  METRICS?: AnalyticsEngineDataset;
}

/** Access logs go to a queue and a bucket where they are bound, else to the console; metrics to an Analytics Engine data set. */
export function accessLogsOf(env: AccessLogsEnv, now: () => number): Omit<RecordPorts, "now"> {
  const { METRICS: metrics } = env;
  return {
    log: new LogBatches(sinkOf(env, now), now),
    metrics: metrics
      ? ({ apiId, stage, routeKey, status, latency, integrationLatency, cache }) =>
          metrics.writeDataPoint({
            indexes: [apiId],
            blobs: [apiId, stage, routeKey, cache ?? ""],
            doubles: [status, latency, integrationLatency],
          })
      : null,
  };
}

function sinkOf({ ACCESS_LOG_QUEUE: queue, ACCESS_LOG_BUCKET: bucket }: AccessLogsEnv, now: () => number): LogSink {
  return async (destinationArn, lines) => {
    const text = lines.join("\n");
    if (!queue && !bucket) return console.log(text);
    if (queue) await queue.send({ destinationArn, lines });
    if (bucket) await bucket.put(objectName(destinationArn, now()), `${text}\n`);
  };
}

/** `access-logs/{log group or stream}/2026-11-26/{time}-{random}.log` */
function objectName(destinationArn: string, now: number): string {
  const log = destinationArn.split(":").slice(6).join(":") || destinationArn.slice(destinationArn.lastIndexOf(":") + 1);
  const time = new Date(now).toISOString();
  return `access-logs/${log.replace(/:\*$/, "")}/${time.slice(0, 10)}/${time}-${crypto.randomUUID()}.log`;
}
