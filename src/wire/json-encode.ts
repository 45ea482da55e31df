// From an output's members to JSON, under their names on the wire. Undefined and null are left out, but for nulls in maps.

import { encodeBase64 } from "./base64.ts";
import type { Place, Structure, TimestampFormat, Type } from "./schema.ts";
import { formatTimestamp } from "./timestamps.ts";

/** What a service does in its own way where the schema leaves it open. */
export interface JsonStyle {
  /** The format of timestamps whose schema names none. */
  readonly timestamps: TimestampFormat;
  /** Whether timestamps keep their milliseconds. */
  readonly fractionalSeconds: boolean;
  /** The Content-Type of bytes whose answer names none. */
  readonly blobType: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Places that only requests have: an output's member that its schema puts there (`position` of v1's lists) is in the body. */
const BODY_PLACES: ReadonlySet<Place> = new Set(["body", "query", "label", "queryParams"]);

/** Writes the body members of a structure. */
export function encodeJsonStructure(structure: Structure, output: Fields, style: JsonStyle): Record<string, unknown> {
  const encoded: [string, unknown][] = [];
  for (const member of structure.members) {
    const value = output[member.name];
    if (!BODY_PLACES.has(member.place) || value === undefined || value === null) continue;
    encoded.push([member.wire, encodeJson(member.type, value, style)]);
  }
  return Object.fromEntries(encoded);
}

/** Writes one value. Handlers are typed, so a value of a wrong type is a defect of ours and throws. */
export function encodeJson(type: Type, value: unknown, style: JsonStyle): unknown {
  switch (type.kind) {
    case "timestamp":
      if (!(value instanceof Date)) throw new TypeError("a timestamp must be a Date");
      return formatTimestamp(value, type.format ?? style.timestamps, style.fractionalSeconds);
    case "blob":
    case "streamingBlob":
      if (!(value instanceof Uint8Array)) throw new TypeError("a blob must be a Uint8Array");
      return encodeBase64(value);
    case "list":
      if (!Array.isArray(value)) throw new TypeError("a list must be an array");
      return value.map((item: unknown) => encodeJson(type.item, item, style));
    case "map":
      return encodeMap(type.value, fieldsOf(value), style);
    case "structure":
      return encodeJsonStructure(type.structure(), fieldsOf(value), style);
    default:
      return value;
  }
}

/** An entry that is null is written so: API Gateway's v1 answers empty templates with it. */
function encodeMap(valueType: Type, values: Fields, style: JsonStyle): Record<string, unknown> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, value === null ? null : encodeJson(valueType, value, style)]),
  );
}

/** The entries of a structure or map. */
export function fieldsOf(value: unknown): Fields {
  if (typeof value !== "object" || value === null) throw new TypeError("a structure or map must be an object");
  return Object.fromEntries(Object.entries(value));
}
