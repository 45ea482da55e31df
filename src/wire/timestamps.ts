import type { TimestampFormat } from "./schema.ts";

/** Reads a timestamp in any of AWS's forms: epoch seconds (number or digits), ISO 8601, an HTTP date. */
export function parseTimestamp(value: string | number): Date | undefined {
  const seconds = typeof value === "number" ? value : /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
  const date = seconds === undefined ? new Date(value) : new Date(Math.round(seconds * 1000));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Writes a timestamp; `fractional` keeps the milliseconds, which most services drop. */
export function formatTimestamp(date: Date, format: TimestampFormat, fractional: boolean): string | number {
  const milliseconds = fractional ? date.getTime() : Math.floor(date.getTime() / 1000) * 1000;
  if (format === "epoch-seconds") return milliseconds / 1000;
  return new Date(milliseconds).toISOString().replace(/\.000Z$/, "Z");
}
