import { LogBatches, type LogSink } from "../../src/traffic/record/log-batches.ts";
import type { RecordPorts } from "../../src/traffic/record/recorder.ts";

/** Access logs that go to `sink`, nowhere unless given, and no metrics. */
export function recordTo(sink: LogSink = async () => undefined): Omit<RecordPorts, "now"> {
  return { log: new LogBatches(sink, () => Date.now()), metrics: null };
}
