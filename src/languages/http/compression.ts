import { parseWeightedList } from "./weighted-list.ts";

/** The content codings that payloads are compressed and decompressed with. AWS has gzip and deflate; br is added here. */
export type ContentCoding = "gzip" | "deflate" | "br";

// Which is taken among those that the client wants most: AWS's first.
const SUPPORTED: readonly ContentCoding[] = ["gzip", "deflate", "br"];

/**
 * The coding for an answer to a client that sent this Accept-Encoding; `identity` where it is not to be compressed. As at
 * AWS ("Enable payload compression", "Receive an API response with a compressed payload"), the coding that the client
 * wants most must be one of ours, and `*`, which is also what a missing header means, is not a wish for any.
 *
 * @param acceptEncoding the client's own header, not one that a proxy on the way wrote anew.
 */
export function chooseContentCoding(acceptEncoding: string | null | undefined): ContentCoding | "identity" {
  const items = parseWeightedList(acceptEncoding ?? "").filter(({ q }) => q > 0);
  const most = Math.max(...items.map(({ q }) => q));
  const wanted = new Set(items.filter(({ q }) => q === most).map(({ value }) => codingName(value)));
  return SUPPORTED.find((coding) => wanted.has(coding)) ?? "identity";
}

/**
 * The codings of a payload with this Content-Encoding, in the order they were applied; empty for none. Undefined where one
 * of them is not supported: 415.
 */
export function appliedCodings(contentEncoding: string | null | undefined): readonly ContentCoding[] | undefined {
  const codings: ContentCoding[] = [];
  for (const { value } of parseWeightedList(contentEncoding ?? "")) {
    const name = codingName(value);
    const coding = SUPPORTED.find((each) => each === name);
    if (coding !== undefined) codings.push(coding);
    else if (name !== "identity") return undefined;
  }
  return codings;
}

/** RFC 9110, section 8.4.1.3: x-gzip is gzip. */
function codingName(name: string): string {
  return name === "x-gzip" ? "gzip" : name;
}
