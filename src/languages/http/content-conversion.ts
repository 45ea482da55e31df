import { Buffer, isUtf8 } from "node:buffer";
import { firstAccepted, mediaTypeEssence, type BinaryTypeTest } from "./media-types.ts";

/** The setting of an integration or an integration response; undefined where it is not set. */
export type ContentHandling = "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";

/**
 * What happens to a payload between client and backend:
 * - `asText`: it is read as UTF-8, and what is none becomes U+FFFD;
 * - `passBytes`: it stays as it is;
 * - `base64Encode`, `base64Decode`;
 * - `templateOnBinary`: a mapping template would have to read bytes: a configuration error, 500.
 */
export type Conversion = "asText" | "passBytes" | "base64Encode" | "base64Decode" | "templateOnBinary";

/** What decides how a payload is converted. */
export interface ConversionInput {
  readonly phase: "request" | "response";
  /** The Content-Type of the payload: the client's in the request, the backend's in the response. */
  readonly contentType: string | null | undefined;
  /** The client's Accept; of no account in the request. */
  readonly accept: string | null | undefined;
  readonly contentHandling: ContentHandling | undefined;
  /** The API's binary types, compiled. */
  readonly isBinaryType: BinaryTypeTest;
  /** Whether a mapping template will be applied to the payload. False for one that is empty. */
  readonly hasTemplate: boolean;
}

/** AWS's table of content type conversions (recorded from AWS). */
export function contentConversion(input: ConversionInput): Conversion {
  const conversion = input.phase === "request" ? requestConversion(input) : responseConversion(input);
  const binary = conversion === "passBytes" || conversion === "base64Decode";
  return binary && input.hasTemplate ? "templateOnBinary" : conversion;
}

function requestConversion({ contentType, contentHandling, isBinaryType }: ConversionInput): Conversion {
  if (isBinaryType(mediaTypeEssence(contentType))) return fromBinary(contentHandling);
  return fromText(contentHandling);
}

function responseConversion({ contentType, accept, contentHandling, isBinaryType }: ConversionInput): Conversion {
  const binaryPayload = isBinaryType(mediaTypeEssence(contentType));
  if (contentHandling !== undefined) return binaryPayload ? fromBinary(contentHandling) : fromText(contentHandling);
  const binaryWanted = isBinaryType(firstAccepted(accept));
  if (binaryPayload) return binaryWanted ? "passBytes" : "base64Encode";
  return binaryWanted ? "base64Decode" : "asText";
}

function fromBinary(contentHandling: ContentHandling | undefined): Conversion {
  return contentHandling === "CONVERT_TO_TEXT" ? "base64Encode" : "passBytes";
}

function fromText(contentHandling: ContentHandling | undefined): Conversion {
  return contentHandling === "CONVERT_TO_BINARY" ? "base64Decode" : "asText";
}

/** A payload after its conversion, or why there is none: each of these is a 500 to the client. */
export type Converted =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly message: string };

/** Carries out a conversion. The bytes given may be the bytes returned. */
export function applyConversion(bytes: Uint8Array, conversion: Conversion): Converted {
  switch (conversion) {
    case "passBytes":
      return { ok: true, bytes };
    case "asText":
      return { ok: true, bytes: validUtf8(bytes) };
    case "base64Encode":
      return { ok: true, bytes: new TextEncoder().encode(encodeBase64(bytes)) };
    case "base64Decode": {
      const decoded = decodeBase64(new TextDecoder().decode(bytes));
      return decoded === undefined ? { ok: false, message: "The body is not base64" } : { ok: true, bytes: decoded };
    }
    case "templateOnBinary":
      return { ok: false, message: "A mapping template cannot be applied to a binary body" };
  }
}

/** The bytes themselves where they are UTF-8, else a copy with U+FFFD in the place of what is none. */
function validUtf8(bytes: Uint8Array): Uint8Array {
  // To ask first is six times faster than to decode, and most text is text.
  if (isUtf8(bytes)) return bytes;
  return new TextEncoder().encode(new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(bytes));
}

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** The bytes of a text in base64 (RFC 4648, section 4), with its padding or without. Undefined where it is none. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z\d+/]*={0,2}$/.test(text)) return undefined;
  const padding = text.endsWith("==") ? 2 : Number(text.endsWith("="));
  const digits = text.length - padding;
  // One digit alone holds less than a byte; padding, where it is there, fills up to four.
  if (digits % 4 === 1 || (padding > 0 && text.length % 4 !== 0)) return undefined;
  return new Uint8Array(Buffer.from(text, "base64"));
}

/**
 * Tells whether the base64 body of a Lambda function's answer is decoded for the client (recorded from AWS): by the
 * first item of Accept alone. The function's own Content-Type plays no part.
 */
export function decodesLambdaBody(
  isBase64Encoded: boolean,
  accept: string | null | undefined,
  isBinaryType: BinaryTypeTest,
): boolean {
  return isBase64Encoded && isBinaryType(firstAccepted(accept));
}
