import type { Caller } from "../../caller.ts";

type JwtCaller = Extract<Caller, { kind: "jwt" }>;

/** A token's payload. */
export type Claims = Readonly<Record<string, unknown>>;

/** How far an issuer's clock may be ahead of the gateway's, for nbf and iat. */
const LEEWAY_MS = 2_000;

/** What is wrong with a token's issuer and times, in the words that AWS answers; null: nothing. */
export function claimsFault(claims: Claims, issuer: string, now: number): string | null {
  if (claims["iss"] !== issuer) return "the token does not have a valid issuer";
  const { exp, nbf, iat } = claims;
  if (typeof exp !== "number" || exp * 1000 <= now) return "the token has expired";
  if (isAhead(nbf, now)) return "the token is not valid yet";
  if (isAhead(iat, now)) return "the token was used before it was issued";
  return null;
}

/** Whether a time that a claim names lies ahead; a claim that is no time never passes. */
function isAhead(time: unknown, now: number): boolean {
  return time !== undefined && (typeof time !== "number" || time * 1000 > now + LEEWAY_MS);
}

/** Whom a token is for: `aud`, or where it has none `client_id`. */
export function audienceOf(claims: Claims): readonly string[] {
  const audience = claims["aud"] ?? claims["client_id"];
  return (Array.isArray(audience) ? audience : [audience]).filter((one): one is string => typeof one === "string");
}

/** The scopes of a token: `scope`, a text with blanks, and `scp`, the same or a list. */
export function scopesOf(claims: Claims): readonly string[] {
  return [claims["scope"], claims["scp"]].flatMap((value) => {
    if (typeof value === "string") return value.split(" ").filter((scope) => scope !== "");
    return Array.isArray(value) ? value.filter((scope): scope is string => typeof scope === "string") : [];
  });
}

/**
 * The caller as events and `$context` show it: all claims are texts there, those that are null are left out. `scopes` is null on a
 * route that asks for none.
 */
export function jwtCaller(claims: Claims, scopes: readonly string[] | null): JwtCaller {
  const told = Object.entries(claims).filter(([, value]) => value !== null);
  const texts = told.map(([name, value]) => [name, claimText(value)]);
  return { kind: "jwt", claims: Object.fromEntries(texts), scopes };
}

/** AWS writes claims that are no texts as the Go language prints them: lists `[a b]`, objects `map[a:1 b:2]`. */
export function claimText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(claimText).join(" ")}]`;
  if (typeof value !== "object") return String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([name, one]) => `${name}:${claimText(one)}`).join(" ")}]`;
}
