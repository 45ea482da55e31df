import { parseAddress } from "../../policies/address.ts";
import type { ForwardedPlan } from "../../plan/web-acl.ts";
import { sentHeader } from "./components.ts";

/** So many addresses of a header are looked at (API reference, IPSetForwardedIPConfig). */
const MOST_ADDRESSES = 10;

/** The addresses at the plan's place in a header; none where there is no header; `unreadable` where one of them is no address. */
export function forwardedAddresses(
  request: Request,
  { header, position }: ForwardedPlan,
): readonly string[] | "unreadable" {
  const value = sentHeader(request, header);
  if (value === null) return [];
  const all = value.split(",").map((one) => one.trim());
  const wanted =
    position === "FIRST" ? all.slice(0, 1) : position === "LAST" ? all.slice(-1) : all.slice(-MOST_ADDRESSES);
  return wanted.every((one) => parseAddress(one) !== undefined) ? wanted : "unreadable";
}
