// Outputs of awsQuery, as XML.

import { encodeBase64 } from "./base64.ts";
import { fieldsOf } from "./json-encode.ts";
import type { Structure, Type } from "./schema.ts";
import { formatTimestamp } from "./timestamps.ts";

/** An element with text or with elements already written. */
export const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#xD;", // a bare one would be read as a line feed
};

// oxlint-disable-next-line no-control-regex -- the characters that XML 1.0 cannot hold, not even escaped
const UNWRITABLE = /[\0-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

export const escapeXml = (text: string): string =>
  text.replace(UNWRITABLE, "\uFFFD").replace(/[&<>"\r]/g, (character) => ESCAPES[character] ?? character);

/** The elements of a structure's members; undefined and null are left out. */
export function encodeXmlStructure(structure: Structure, output: Readonly<Record<string, unknown>>): string {
  return structure.members
    .map(({ name, wire, type }) => {
      const value = output[name];
      return value === undefined || value === null ? "" : element(wire, encodeValue(type, value));
    })
    .join("");
}

function encodeValue(type: Type, value: unknown): string {
  switch (type.kind) {
    case "structure":
      return encodeXmlStructure(type.structure(), fieldsOf(value));
    case "list":
      return itemsOf(value)
        .map((item) => element("member", encodeValue(type.item, item)))
        .join("");
    case "map":
      return Object.entries(fieldsOf(value))
        .map(([key, one]) => encodeEntry(type.value, key, one))
        .join("");
    case "timestamp":
      if (!(value instanceof Date)) throw new TypeError("a timestamp must be a Date");
      return String(formatTimestamp(value, type.format ?? "date-time", false));
    case "blob":
      if (!(value instanceof Uint8Array)) throw new TypeError("a blob must be a Uint8Array");
      return encodeBase64(value);
    default:
      return escapeXml(String(value));
  }
}

function encodeEntry(valueType: Type, key: string, value: unknown): string {
  return element("entry", element("key", escapeXml(key)) + element("value", encodeValue(valueType, value)));
}

function itemsOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError("a list must be an array");
  return value;
}
