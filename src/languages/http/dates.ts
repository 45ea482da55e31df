const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A time as in `$context.requestTime` and Common Log Format, in UTC: `21/Apr/2020:15:08:21 +0000`. */
export function clfTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  const day = `${twoDigits(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  const time = `${twoDigits(date.getUTCHours())}:${twoDigits(date.getUTCMinutes())}:${twoDigits(date.getUTCSeconds())}`;
  return `${day}:${time} +0000`;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

/** A time in ISO 8601, in UTC with milliseconds: `2020-04-21T15:08:21.067Z`. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** A time in ISO 8601, in UTC, to the second: `2020-04-21T15:08:21Z`, as in the answers of the v2 management API. */
export function isoSeconds(milliseconds: number): string {
  return `${isoTime(milliseconds).slice(0, 19)}Z`;
}

/** A time as in the headers Date and Last-Modified (RFC 9110, section 5.6.7): `Tue, 21 Apr 2020 15:08:21 GMT`. */
export function httpDate(milliseconds: number): string {
  return new Date(milliseconds).toUTCString();
}

/** The time that a header's date names, in milliseconds; undefined for what is none. */
export function parseHttpDate(text: string): number | undefined {
  const milliseconds = text.endsWith("GMT") ? Date.parse(text) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
