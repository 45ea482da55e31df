import type { ConditionKeys } from "../../policies/request.ts";
import { protocol, sourceIp } from "../client.ts";
import type { Exchange } from "../exchange.ts";

type KeyReader = (exchange: Exchange) => string | undefined;

/**
 * The condition keys that a request has (developer guide, "AWS condition keys that can be used in API Gateway resource policies").
 * Keys of a VPC (aws:SourceVpce, aws:SourceVpc, aws:VpcSourceIp) are never there: no request comes through one.
 */
const KEYS: ReadonlyMap<string, KeyReader> = new Map<string, KeyReader>([
  ["aws:currenttime", ({ startedAt }) => new Date(startedAt).toISOString()],
  ["aws:epochtime", ({ startedAt }) => String(Math.floor(startedAt / 1000))],
  ["aws:referer", ({ request }) => request.headers.get("referer") ?? undefined],
  ["aws:requestedregion", ({ region }) => region],
  ["aws:securetransport", ({ request }) => String(protocol(request) === "https")],
  ["aws:sourceip", ({ request }) => sourceIp(request) ?? undefined],
  ["aws:useragent", ({ request }) => request.headers.get("user-agent") ?? undefined],
  ["aws:viaawsservice", () => "false"],
]);

/** Looks condition keys up in a request, `own` first: the keys that come with who calls, in lower case. */
export function conditionKeysOf(exchange: Exchange, own: Readonly<Record<string, string>> | null): ConditionKeys {
  return (key) => (own && Object.hasOwn(own, key) ? own[key] : KEYS.get(key)?.(exchange));
}
