import { crc32 } from "node:zlib";
import type { SdkFiles } from "./api.ts";

/** 1980-01-01, the first date that the format has: the same files give the same bytes. */
const DOS_DATE = 0x0021;
const UTF8_NAMES = 0x0800;
const VERSION = 20;

/** A zip archive of texts, stored as they are (APPNOTE 6.3, without compression). */
export function zip(files: SdkFiles): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const entry = { name: encode(path), data: encode(text) };
    const crc = crc32(entry.data);
    const header = fields([["u32", 0x04034b50], ...common(crc, entry.data.length, entry.name.length)]);
    const listed = fields([
      ["u32", 0x02014b50],
      ["u16", VERSION],
      ...common(crc, entry.data.length, entry.name.length),
      ["u16", 0],
      ["u16", 0],
      ["u16", 0],
      ["u32", 0],
      ["u32", offset],
    ]);
    parts.push(header, entry.name, entry.data);
    directory.push(listed, entry.name);
    offset += header.length + entry.name.length + entry.data.length;
  }
  const count = Object.keys(files).length;
  const end = fields([
    ["u32", 0x06054b50],
    ["u16", 0],
    ["u16", 0],
    ["u16", count],
    ["u16", count],
    ["u32", lengthOf(directory)],
    ["u32", offset],
    ["u16", 0],
  ]);
  return joined([...parts, ...directory, end]);
}

type Field = ["u16" | "u32", number];

/** What the local header and the directory's entry have in common. */
function common(crc: number, size: number, nameLength: number): Field[] {
  return [
    ["u16", VERSION],
    ["u16", UTF8_NAMES],
    ["u16", 0],
    ["u16", 0],
    ["u16", DOS_DATE],
    ["u32", crc],
    ["u32", size],
    ["u32", size],
    ["u16", nameLength],
    ["u16", 0],
  ];
}

function fields(list: Field[]): Uint8Array {
  const bytes = new Uint8Array(list.reduce((sum, [kind]) => sum + (kind === "u16" ? 2 : 4), 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [kind, value] of list) {
    if (kind === "u16") view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += kind === "u16" ? 2 : 4;
  }
  return bytes;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function lengthOf(parts: Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

function joined(parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
