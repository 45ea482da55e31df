// A full sample of a structure, made from the SDK's own schemas (not from our tables, so that a member which the
// generator lost is noticed). Strings hold characters that need encoding wherever they travel.

import { NormalizedSchema } from "@smithy/core/schema";
import { REFUSED_SHAPES } from "../../../scripts/built-operations.mjs";

/** Structures refer to themselves; below this depth optional members are left out. */
const DEPTH = 5;

export type SdkSchema = Parameters<typeof NormalizedSchema.of>[0];

/** A value with every member set; `seed` is the name that strings are made from. */
export function sampleOf(schema: SdkSchema): Record<string, unknown> {
  const normalized = NormalizedSchema.of(schema);
  if (normalized.isUnitSchema()) return {};
  return structureSample(normalized, 0);
}

/** Of what handlers refuse the tables know that it is there, and no more. */
function structureSample(schema: NormalizedSchema, depth: number): Record<string, unknown> {
  if (REFUSED_SHAPES.has(schema.getName() ?? "")) return {};
  const members = [...schema.structIterator()];
  const chosen = schema.isUnionSchema() ? members.slice(0, 1) : members;
  return Object.fromEntries(chosen.flatMap(([name, member]) => memberSample(name, member, depth)));
}

function memberSample(name: string, member: NormalizedSchema, depth: number): [string, unknown][] {
  if (depth > DEPTH && (member.isStructSchema() || member.isListSchema() || member.isMapSchema())) return [];
  return [[name, valueSample(name, member, depth)]];
}

function valueSample(name: string, schema: NormalizedSchema, depth: number): unknown {
  if (schema.isStructSchema()) return structureSample(schema, depth + 1);
  if (schema.isListSchema()) {
    const item = valueSample(name, schema.getValueSchema(), depth + 1);
    return schema.getMergedTraits().httpHeader === undefined ? [item, item] : [item];
  }
  if (schema.isMapSchema()) {
    const value = valueSample(name, schema.getValueSchema(), depth + 1);
    return { [`${name} key`]: value, "method.request.header/x~1": value };
  }
  return scalarSample(name, schema);
}

function scalarSample(name: string, schema: NormalizedSchema): unknown {
  if (schema.isBooleanSchema()) return true;
  if (schema.isNumericSchema()) return schema.getMergedTraits().httpResponseCode ? 202 : name.length + 1;
  if (schema.isTimestampSchema()) return new Date(Date.UTC(2026, 1, 3, 4, 5, name.length));
  if (schema.isBlobSchema()) return Uint8Array.from([0, 1, 2, 253, 254, 255, name.length]);
  if (schema.getMergedTraits().httpHeader !== undefined) return `${name}; a=1`;
  return `${name} ü/+&=?%20"{}:,`;
}
