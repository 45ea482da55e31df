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
