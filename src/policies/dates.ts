const EPOCH = /^-?\d+(\.\d+)?$/;
/** The forms of ISO 8601 that W3C's note on dates allows, from the year alone to fractions of a second. */
const W3C_DATE = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;
/** What IAM takes beside them (measured): years of other lengths, parts of one digit, hours alone, no offset, or one of hours alone. */
const OTHER_DATE =
  /^([+-]?\d{1,9})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T(?:(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const OFFSET = /^([+-])(\d{2}):?(\d{2})?$/;
const LARGEST_EPOCH = 2 ** 63;

/** Milliseconds since the epoch; without an offset the time is UTC. A number is a time in seconds, but four digits alone are a year. */
export function parseDate(text: string): number | undefined {
  const time = W3C_DATE.test(text) ? Date.parse(text) : EPOCH.test(text) ? epoch(Number(text)) : otherDate(text);
  return Number.isNaN(time) ? undefined : time;
}

function epoch(seconds: number): number {
  return Math.abs(seconds) < LARGEST_EPOCH ? seconds * 1000 : Number.NaN;
}

function otherDate(text: string): number {
  const parts = OTHER_DATE.exec(text);
  if (!parts) return Number.NaN;
  const [, year, month = "1", day = "1", hours = "0", minutes = "0", seconds = "0", fraction = "0", offset = "Z"] =
    parts;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const isDay = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  if (!isDay || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return Number.NaN;
  date.setUTCHours(Number(hours), Number(minutes), Number(seconds), Math.trunc(Number(`0.${fraction}`) * 1000));
  return date.getTime() - offsetOf(offset);
}

function offsetOf(text: string): number {
  const [, sign, hours = "0", minutes = "0"] = OFFSET.exec(text) ?? [];
  if (Number(hours) > 23 || Number(minutes) > 59) return Number.NaN;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
