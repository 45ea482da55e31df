import { EDGE_HEADERS } from "../client.ts";
import { HIDDEN_HEADERS } from "./header-rules.ts";

/** Sets a header whose name or value came from a template or a mapping: what no header can be is left out. */
export function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

const HIDDEN: ReadonlySet<string> = new Set([...HIDDEN_HEADERS, ...EDGE_HEADERS]);

/** Whether a request header is kept from templates, mappings and proxies: by AWS's rule, or since the platform's edge added it. */
export function isHiddenHeader(name: string): boolean {
  return HIDDEN.has(name.toLowerCase());
}
