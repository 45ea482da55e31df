/** What a zip's central directory says of one entry (APPNOTE.TXT 6.3.10, section 4.3.12). */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly checksum: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Unix mode bits, or 0 where the archive was not made on a Unix system. */
  readonly mode: number;
  readonly headerOffset: number;
}

/** Why bytes are not a zip archive that can be unpacked; `detail` is a sentence for the operator, empty for what is no archive at all. */
export class ZipProblem extends Error {
  readonly detail: string;
  constructor(detail: string) {
    super(detail);
    this.name = "ZipProblem";
    this.detail = detail;
  }
}

const END_RECORD = 0x06054b50;
const END_RECORD_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const CENTRAL_ENTRY = 0x02014b50;
const CENTRAL_ENTRY_SIZE = 46;
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_SIZE = 30;
const MADE_ON_UNIX = 3;
const FLAG_ENCRYPTED = 0x1;
const FLAG_UTF8 = 0x800;

/**
 * Reads the central directory.
 * @throws ZipProblem for anything that is not one complete, single-volume zip without zip64 extensions.
 */
export function readEntries(bytes: Uint8Array, mostEntries: number): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEndRecord(view);
  const count = view.getUint16(end + 10, true);
  const directorySize = view.getUint32(end + 12, true);
  const directoryOffset = view.getUint32(end + 16, true);
  if (view.getUint16(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count) {
    throw new ZipProblem("The archive is split over several volumes.");
  }
  if (count === 0xffff || directoryOffset === 0xffffffff || directorySize === 0xffffffff) {
    throw new ZipProblem("The archive uses zip64 extensions, which an archive of this size does not need.");
  }
  if (count > mostEntries)
    throw new ZipProblem(`The archive has ${count} entries; at most ${mostEntries} are allowed.`);
  if (directoryOffset + directorySize > end) throw new ZipProblem("The archive's directory lies outside the archive.");
  const entries: ZipEntry[] = [];
  let at = directoryOffset;
  for (let index = 0; index < count; index++) {
    const { entry, next } = readEntry(bytes, view, at, directoryOffset + directorySize);
    entries.push(entry);
    at = next;
  }
  return entries;
}

/**
 * The position of an entry's compressed bytes, from its local header.
 * @throws ZipProblem where the local header is missing, names another file or runs past the archive's end.
 */
export function dataStart(bytes: Uint8Array, entry: ZipEntry): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = entry.headerOffset;
  if (at + LOCAL_HEADER_SIZE > bytes.byteLength || view.getUint32(at, true) !== LOCAL_HEADER) {
    throw new ZipProblem(`The entry "${entry.name}" has no local header.`);
  }
  const nameLength = view.getUint16(at + 26, true);
  const start = at + LOCAL_HEADER_SIZE + nameLength + view.getUint16(at + 28, true);
  if (start + entry.compressedSize > bytes.byteLength) {
    throw new ZipProblem(`The entry "${entry.name}" runs past the end of the archive.`);
  }
  const local = bytes.subarray(at + LOCAL_HEADER_SIZE, at + LOCAL_HEADER_SIZE + nameLength);
  if (decodeName(local, (view.getUint16(at + 6, true) & FLAG_UTF8) !== 0) !== entry.name) {
    throw new ZipProblem(`The entry "${entry.name}" has another name in its local header.`);
  }
  return start;
}

function findEndRecord(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - END_RECORD_SIZE - LONGEST_COMMENT);
  for (let at = view.byteLength - END_RECORD_SIZE; at >= lowest; at--) {
    const isEnd = view.getUint32(at, true) === END_RECORD;
    if (isEnd && at + END_RECORD_SIZE + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  throw new ZipProblem("");
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, end: number): { entry: ZipEntry; next: number } {
  if (at + CENTRAL_ENTRY_SIZE > end || view.getUint32(at, true) !== CENTRAL_ENTRY) {
    throw new ZipProblem("The archive's directory is damaged.");
  }
  const flags = view.getUint16(at + 8, true);
  const nameEnd = at + CENTRAL_ENTRY_SIZE + view.getUint16(at + 28, true);
  const next = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  if (next > end) throw new ZipProblem("The archive's directory is damaged.");
  const madeOnUnix = view.getUint8(at + 5) === MADE_ON_UNIX;
  const entry: ZipEntry = {
    name: decodeName(bytes.subarray(at + CENTRAL_ENTRY_SIZE, nameEnd), (flags & FLAG_UTF8) !== 0),
    method: view.getUint16(at + 10, true),
    encrypted: (flags & FLAG_ENCRYPTED) !== 0,
    checksum: view.getUint32(at + 16, true),
    compressedSize: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    mode: madeOnUnix ? view.getUint32(at + 38, true) >>> 16 : 0,
    headerOffset: view.getUint32(at + 42, true),
  };
  if (entry.size === 0xffffffff || entry.compressedSize === 0xffffffff || entry.headerOffset === 0xffffffff) {
    throw new ZipProblem(
      `The entry "${entry.name}" uses zip64 extensions, which an archive of this size does not need.`,
    );
  }
  return { entry, next };
}

// Archivers that do not set the UTF-8 flag mostly write UTF-8 all the same; only what is not valid UTF-8 is read byte by byte.
function decodeName(bytes: Uint8Array, utf8: boolean): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    if (utf8) throw new ZipProblem("An entry's name is marked as UTF-8 and is not.");
    return new TextDecoder("latin1").decode(bytes);
  }
}
