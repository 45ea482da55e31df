/** The order of a run and what its figures mean (pure). */

/** One measured stretch of a row. */
export interface Sample {
  row: string;
  cpuMicroseconds: number;
  requestsPerSecond: number;
  medianMicroseconds: number;
}

/** How many cases may stand between two baselines. */
const STRETCH = 3;

/**
 * The order in which rows are measured: a baseline, some cases, a baseline, and so on; every other round backwards, so
 * that a machine that grows warm or busy favours nobody.
 */
export function order(baseline: string, cases: readonly string[], rounds: number): string[] {
  const sequence = [baseline];
  for (let round = 0; round < rounds; round++) {
    const turn = round % 2 === 0 ? [...cases] : cases.toReversed();
    for (let index = 0; index < turn.length; index += STRETCH) {
      sequence.push(...turn.slice(index, index + STRETCH), baseline);
    }
  }
  return sequence;
}

/** Median, smallest and largest. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** Throws for no values. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [min, max, high] = [sorted[0], sorted.at(-1), sorted[middle]];
  if (min === undefined || max === undefined || high === undefined) throw new Error("No values");
  const median = sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? high)) / 2;
  return { median, min, max };
}

/** A row's figures over all rounds; ratios are against the mean of the two nearest baselines. */
export interface Figures {
  row: string;
  cpuMicroseconds: Spread;
  cpuRatio: Spread;
  throughputRatio: Spread;
  medianMicroseconds: Spread;
}

/** Sums up the samples of a run, in the order in which they were taken. Baselines are compared with each other. */
export function figures(samples: readonly Sample[], baseline: string): Figures[] {
  const rows = [...new Set(samples.map(({ row }) => row))];
  return rows.map((row) => {
    const own = samples.flatMap((sample, index) => (sample.row === row ? [{ sample, index }] : []));
    const ratio = (value: (sample: Sample) => number): Spread =>
      spread(own.map(({ sample, index }) => value(sample) / mean(nearest(samples, index, baseline).map(value))));
    return {
      row,
      cpuMicroseconds: spread(own.map(({ sample }) => sample.cpuMicroseconds)),
      cpuRatio: ratio((sample) => sample.cpuMicroseconds),
      throughputRatio: ratio((sample) => sample.requestsPerSecond),
      medianMicroseconds: spread(own.map(({ sample }) => sample.medianMicroseconds)),
    };
  });
}

/** The baselines before and after a sample; at either end of the run the one that there is. */
function nearest(samples: readonly Sample[], at: number, baseline: string): Sample[] {
  const before = samples.slice(0, at).findLast(({ row }) => row === baseline);
  const after = samples.slice(at + 1).find(({ row }) => row === baseline);
  const found = [before, after].filter((sample) => sample !== undefined);
  return found.length > 0 ? found : samples.slice(at, at + 1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
