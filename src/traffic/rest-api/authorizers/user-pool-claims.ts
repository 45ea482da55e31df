import type { VerifiedToken } from "../../authorizers/jwt/tokens.ts";
import type { Caller } from "../../caller.ts";

const callers = new WeakMap<VerifiedToken, Caller>();

/** The caller as REST APIs show it, made once per token. */
export function userPoolCaller(token: VerifiedToken): Caller {
  let caller = callers.get(token);
  if (!caller) {
    const claims = Object.entries(token.claims).map(([name, value]) => [name, claimText(name, value)]);
    caller = { kind: "jwt", claims: Object.fromEntries(claims), scopes: null };
    callers.set(token, caller);
  }
  return caller;
}

/** All claims are texts: `exp` and `iat` as dates (recorded from AWS), lists joined by commas, objects as JSON. */
function claimText(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" && (name === "exp" || name === "iat")) return dateText(value);
  if (Array.isArray(value)) return value.map((one) => claimText("", one)).join(",");
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** `Tue Jun 18 15:00:04 UTC 2024` */
function dateText(seconds: number): string {
  const [weekday = "", day, month, year, time] = new Date(seconds * 1000).toUTCString().split(" ");
  return `${weekday.replace(",", "")} ${month} ${day} ${time} UTC ${year}`;
}
