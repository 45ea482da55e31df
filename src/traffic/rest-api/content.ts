import {
  applyConversion,
  type ContentHandling,
  contentConversion,
  type Conversion,
} from "../../languages/http/content-conversion.ts";
import type { BinaryTypeTest } from "../../languages/http/media-types.ts";
import type { Payload } from "./rest-exchange.ts";

/** A payload that cannot be converted as the definition says: 500 to the client. */
export class ContentFault extends Error {}

/** What decides how a payload is converted. */
export interface PayloadFacts {
  /** of the payload */
  contentType: string | null;
  /** the client's; of no account in the request */
  accept: string | null;
  /** whether a mapping template will be applied to it */
  hasTemplate: boolean;
}

/** Converts a payload; none and an empty one stay. Throws ContentFault. */
export type ConvertContent = (payload: Payload | null, facts: PayloadFacts) => Payload | null;

/** Whether every text stays as it is: no type is binary, and no conversion is wanted that would make bytes of it. */
export function keepsText(contentHandling: ContentHandling | null, binaryMediaTypes: readonly string[]): boolean {
  return binaryMediaTypes.length === 0 && contentHandling !== "CONVERT_TO_BINARY";
}

/** Compiles the conversion of an integration's payloads (recorded: API Gateway's "content type conversions"). */
export function compileConversion(
  phase: "request" | "response",
  contentHandling: ContentHandling | null,
  isBinaryType: BinaryTypeTest,
): ConvertContent {
  return (payload, facts) => {
    if (payload === null || payload.length === 0) return payload;
    const rest = { phase, contentHandling: contentHandling ?? undefined, isBinaryType };
    const conversion = contentConversion({ ...facts, ...rest });
    if (typeof payload === "string" && (conversion === "asText" || conversion === "passBytes")) return payload;
    const converted = applyConversion(bytesOf(payload, conversion), conversion);
    if (!converted.ok) throw new ContentFault(converted.message);
    return converted.bytes === payload ? payload : new Uint8Array(converted.bytes);
  };
}

const ENCODER = new TextEncoder();

/** A function that returns base64 returns it as JSON: between quotes. */
function bytesOf(payload: Payload, conversion: Conversion): Uint8Array {
  if (typeof payload !== "string") return payload;
  return ENCODER.encode(conversion === "base64Decode" ? payload.replace(/^"(.*)"$/s, "$1") : payload);
}
