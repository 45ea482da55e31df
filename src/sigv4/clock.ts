/** Formats milliseconds since the epoch in ISO 8601 basic format: `20150830T123600Z`. */
export function formatBasicDate(milliseconds: number): string {
  const iso = new Date(milliseconds).toISOString();
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`;
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? Number.NaN : tens * 10 + ones;
}

/** Milliseconds since the epoch of a date in ISO 8601 basic format, or undefined where it is none. */
export function parseBasicDate(text: string): number | undefined {
  if (text.length !== 16 || text[8] !== "T" || text[15] !== "Z") return undefined;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const [month, day] = [twoDigits(text, 4), twoDigits(text, 6)];
  const [hour, minute, second] = [twoDigits(text, 9), twoDigits(text, 11), twoDigits(text, 13)];
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC rolls over: what is out of its range (31 February, 24:00) is no date. NaN compares as false.
  const date = new Date(time);
  const dayReal = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return dayReal && hour < 24 && minute < 60 && second < 60 ? time : undefined;
}

/** How far a signature's date may lie from the gateway's clock, in milliseconds. */
export const ALLOWED_SKEW = 15 * 60 * 1000;
