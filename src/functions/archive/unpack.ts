import { crc32, inflateRawSync } from "node:zlib";
import { dataStart, readEntries, ZipProblem } from "./entries.ts";
import type { ZipEntry } from "./entries.ts";

/** The files of a function's code, by path relative to the task root, without a leading slash. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** Bounds of a function's code, in bytes and number of entries. */
export interface CodeLimits {
  readonly zipBytes: number;
  readonly unpackedBytes: number;
  readonly entries: number;
}

export const DEFAULT_CODE_LIMITS: CodeLimits = {
  zipBytes: 10 * 1024 * 1024,
  unpackedBytes: 25 * 1024 * 1024,
  entries: 20_000,
};

/** The message AWS gives for any archive that it cannot unpack (Lambda, CreateFunction, InvalidParameterValueException). */
export const COULD_NOT_UNZIP = "Could not unzip uploaded file. Please check your file, then try to upload again.";

/** A zip that is refused: `message` is for the client (InvalidParameterValueException), AWS's sentence first. */
export class CodeRefused extends Error {
  /** The archive itself is too large, whatever is in it. */
  readonly archiveTooLarge: boolean;

  constructor(message: string, archiveTooLarge = false) {
    super(message);
    this.name = "CodeRefused";
    this.archiveTooLarge = archiveTooLarge;
  }
}

const SLACK = 128 * 1024;
const STORED = 0;
const DEFLATED = 8;
const FILE_TYPE_MASK = 0o170000;
const SYMBOLIC_LINK = 0o120000;
const REGULAR_FILE = 0o100000;
const DIRECTORY = 0o040000;

/**
 * Unpacks a function's zip archive.
 * @throws CodeRefused for an archive that is damaged, encrypted, too large, or whose entries would not stay inside the task root.
 */
export function unpack(zip: Uint8Array, limits: CodeLimits = DEFAULT_CODE_LIMITS): Files {
  if (zip.byteLength > limits.zipBytes) {
    throw new CodeRefused(`Zipped size must be smaller than ${limits.zipBytes} bytes (it is ${zip.byteLength}).`, true);
  }
  try {
    const entries = readEntries(zip, limits.entries);
    refuseTooLarge(entries, limits);
    refuseOverlap(zip, entries);
    return unpackEntries(zip, entries);
  } catch (problem) {
    if (problem instanceof ZipProblem) throw new CodeRefused(`${COULD_NOT_UNZIP} ${problem.detail}`.trimEnd());
    throw problem;
  }
}

function unpackEntries(zip: Uint8Array, entries: readonly ZipEntry[]): Files {
  const files = new Map<string, Uint8Array>();
  for (const entry of entries) {
    if (isDirectory(entry)) {
      safePath(entry.name);
      continue;
    }
    const path = safePath(entry.name);
    if (files.has(path)) throw new ZipProblem(`Two entries are named "${path}".`);
    refuseSpecialFile(entry);
    files.set(path, contentOf(zip, entry));
  }
  refuseFileAsFolder(files);
  if (files.size === 0) throw new CodeRefused("Uploaded file must be a non-empty zip");
  return files;
}

function refuseTooLarge(entries: readonly ZipEntry[], limits: CodeLimits): void {
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (total > limits.unpackedBytes) {
    throw new CodeRefused(`Unzipped size must be smaller than ${limits.unpackedBytes} bytes (it is ${total}).`);
  }
}

// Entries that share compressed bytes are how a small archive declares a huge content piece by piece.
function refuseOverlap(zip: Uint8Array, entries: readonly ZipEntry[]): void {
  const spans = entries.map((entry) => ({ entry, end: dataStart(zip, entry) + entry.compressedSize }));
  spans.sort((left, right) => left.entry.headerOffset - right.entry.headerOffset);
  let reached = 0;
  for (const { entry, end } of spans) {
    if (entry.headerOffset < reached) throw new ZipProblem(`The entry "${entry.name}" overlaps another.`);
    reached = end;
  }
}

function isDirectory(entry: ZipEntry): boolean {
  return entry.name.endsWith("/") || (entry.mode & FILE_TYPE_MASK) === DIRECTORY;
}

function refuseSpecialFile(entry: ZipEntry): void {
  const type = entry.mode & FILE_TYPE_MASK;
  if (type === SYMBOLIC_LINK) {
    throw new ZipProblem(`The entry "${entry.name}" is a symbolic link; pack the file it points to (zip without -y).`);
  }
  if (type !== 0 && type !== REGULAR_FILE) throw new ZipProblem(`The entry "${entry.name}" is not a regular file.`);
}

function safePath(name: string): string {
  if (name === "" || name.includes("\0"))
    throw new ZipProblem(`The entry name ${JSON.stringify(name)} is not allowed.`);
  if (name.startsWith("/") || /^[A-Za-z]:[\\/]/.test(name))
    throw new ZipProblem(`The entry "${name}" has an absolute path.`);
  const segments: string[] = [];
  for (const segment of name.split("/")) {
    if (segment === ".." || segment.split("\\").includes("..")) {
      throw new ZipProblem(`The entry "${name}" points outside the archive.`);
    }
    if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return segments.join("/");
}

function refuseFileAsFolder(files: Files): void {
  for (const path of files.keys()) {
    for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
      const folder = path.slice(0, slash);
      if (files.has(folder)) throw new ZipProblem(`The entry "${folder}" is both a file and a folder.`);
    }
  }
}

function contentOf(zip: Uint8Array, entry: ZipEntry): Uint8Array {
  if (entry.encrypted) throw new ZipProblem(`The entry "${entry.name}" is encrypted.`);
  const start = dataStart(zip, entry);
  const packed = zip.subarray(start, start + entry.compressedSize);
  const content = expand(entry, packed);
  if (content.byteLength !== entry.size) {
    throw new ZipProblem(`The entry "${entry.name}" has another size than the archive's directory says.`);
  }
  if (crc32(content) !== entry.checksum) throw new ZipProblem(`The entry "${entry.name}" does not match its checksum.`);
  return content;
}

function expand(entry: ZipEntry, packed: Uint8Array): Uint8Array {
  if (entry.method === STORED) return packed.slice();
  if (entry.method !== DEFLATED) {
    throw new ZipProblem(
      `The entry "${entry.name}" is compressed by method ${entry.method}; only deflate is supported.`,
    );
  }
  if (entry.size === 0) return new Uint8Array();
  try {
    // The bound makes an entry stop at about the size it declared, however much its bytes would expand to. workerd takes it for that of
    // its buffer, which grows by chunks: hence the slack.
    return new Uint8Array(inflateRawSync(packed, { maxOutputLength: entry.size + SLACK }));
  } catch {
    throw new ZipProblem(`The entry "${entry.name}" cannot be decompressed to the size it declares.`);
  }
}
