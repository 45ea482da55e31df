/** The formats of draft 4 (validation, section 7.3). Undefined for any other name, which then says nothing. */
export function formatTest(format: string): ((text: string) => boolean) | undefined {
  switch (format) {
    case "date-time":
      return isDateTime;
    case "email":
      return isEmail;
    case "hostname":
      return isHostname;
    case "ipv4":
      return isIpv4;
    case "ipv6":
      return isIpv6;
    case "uri":
      return isUri;
    default:
      return undefined;
  }
}

// Each expression has one way at most to read a text, so that none of them can be made to try many.
const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** RFC 3339, section 5.6: days that exist, and second 60 only at the end of a day in UTC. */
function isDateTime(text: string): boolean {
  const match = DATE_TIME.exec(text);
  if (match === null) return false;
  const [, year, month, day, hour, minute, second, , offsetHour, offsetMinute] = match.map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  if (hour === undefined || minute === undefined || second === undefined) return false;
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return false;
  const behind = (offsetHour || 0) * 60 + (offsetMinute || 0);
  if (hour > 23 || minute > 59 || second > 60 || behind >= 24 * 60 || (offsetMinute ?? 0) > 59) return false;
  if (second < 60) return true;
  const utc = hour * 60 + minute + (match[7] === "-" ? behind : -behind);
  return (utc + 24 * 60) % (24 * 60) === 23 * 60 + 59;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const LOCAL_PART = /^(?:[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*|"(?:[^"\\\r\n]|\\[^\r\n])*")$/;

/** RFC 5322's address, as far as mail in earnest uses it: a dotted or quoted local part, and a host or an address literal. */
function isEmail(text: string): boolean {
  const at = text.lastIndexOf("@");
  if (at < 1 || text.length > 320 || !LOCAL_PART.test(text.slice(0, at))) return false;
  const domain = text.slice(at + 1);
  if (!domain.startsWith("[") || !domain.endsWith("]")) return isHostname(domain);
  const literal = domain.slice(1, -1);
  return literal.startsWith("IPv6:") ? isIpv6(literal.slice(5)) : isIpv4(literal);
}

const LABEL = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;

/** RFC 1034, section 3.1, with digits in front as RFC 1123 allows. */
function isHostname(text: string): boolean {
  return text.length <= 253 && text.split(".").every((label) => LABEL.test(label));
}

const BYTE = /^(?:0|[1-9]\d{0,2})$/;

/** RFC 2673, section 3.2: four decimals without leading zeros. */
function isIpv4(text: string): boolean {
  if (text.length > 15) return false;
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => BYTE.test(part) && Number(part) <= 255);
}

const GROUP = /^[\da-f]{1,4}$/i;

/** RFC 4291, section 2.2: eight groups, a run of zeros once as `::`, the last two groups also as an IPv4 address. */
function isIpv6(text: string): boolean {
  if (text.length > 45) return false;
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1);
  const address = last?.at(-1);
  let count = groups.flat().length;
  if (last !== undefined && address !== undefined && address.includes(".")) {
    if (!isIpv4(address)) return false;
    last.pop();
    count += 1;
  }
  if (!groups.flat().every((group) => GROUP.test(group))) return false;
  return halves.length === 2 ? count < 8 : count === 8;
}

const SCHEME = /^[a-z][a-z\d+.-]*:/i;
const URI_CHARACTERS = /^(?:[\w:/?#[\]@!$&'()*+,;=.~-]|%[\da-f]{2})*$/i;
const AUTHORITY = /^[^:]*:\/\/([^/?#]*)/;

/** RFC 3986's URI: a scheme, only the characters allowed, at most one fragment, brackets only around an IPv6 host. */
function isUri(text: string): boolean {
  if (!SCHEME.test(text) || !URI_CHARACTERS.test(text)) return false;
  if (text.indexOf("#") !== text.lastIndexOf("#")) return false;
  const authority = AUTHORITY.exec(text)?.[1] ?? "";
  const rest = text.replace(authority, "");
  if (/[[\]]/.test(rest)) return false;
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return /^(?:\[[\da-f:.v]+\]|[^:[\]]*)(?::\d*)?$/i.test(host);
}
