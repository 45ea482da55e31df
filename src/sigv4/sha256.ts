/*
 * SHA-256 (FIPS 180-4) and HMAC (RFC 2104) in plain code, for texts of a few hundred bytes. Measured inside workerd on a
 * canonical request and its string to sign, this takes half of what node:crypto or WebCrypto take (their cost is the way
 * into native code and back), and an HMAC key is prepared once instead of at each use. Bytes of bodies go to
 * node:crypto, see digest.ts. Tests compare both on random inputs.
 */

const BLOCK = 64;

/** The first 64. */
const PRIMES = [...Array(312).keys()].filter(
  (n) => n > 1 && [2, 3, 5, 7, 11, 13, 17].every((p) => n === p || n % p > 0),
);

/** The first 32 bits of a root's fractional part: what the standard's constants are made of. */
const fraction = (root: number): number => ((root % 1) * 2 ** 32) | 0;

/** Section 5.3.3: of the square roots of the first 8 primes. */
const INITIAL = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

/** Section 4.2.2: of the cube roots of the first 64 primes. */
const ROUND = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));

const schedule = new Int32Array(64);

function prepareSchedule(bytes: Uint8Array, start: number): void {
  const view = schedule;
  for (let word = 0, at = start; word < 16; word++, at += 4) {
    view[word] = (at0(bytes, at) << 24) | (at0(bytes, at + 1) << 16) | (at0(bytes, at + 2) << 8) | at0(bytes, at + 3);
  }
  for (let word = 16; word < 64; word++) {
    const a = word0(view, word - 15);
    const b = word0(view, word - 2);
    const sigma0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
    const sigma1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
    view[word] = (sigma0 + sigma1 + word0(view, word - 7) + word0(view, word - 16)) | 0;
  }
}

/** Typed arrays are read within their bounds here; the zero is for the type alone. */
function at0(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function word0(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}

/** Section 6.2.2: takes one block of 64 bytes into the state. */
function compress(state: Int32Array, bytes: Uint8Array, start: number): void {
  prepareSchedule(bytes, start);
  let a = word0(state, 0);
  let b = word0(state, 1);
  let c = word0(state, 2);
  let d = word0(state, 3);
  let e = word0(state, 4);
  let f = word0(state, 5);
  let g = word0(state, 6);
  let h = word0(state, 7);
  for (let round = 0; round < 64; round++) {
    const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + sum1 + (g ^ (e & (f ^ g))) + word0(ROUND, round) + word0(schedule, round)) | 0;
    const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (sum0 + ((a & b) | (c & (a | b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = word0(state, 0) + a;
  state[1] = word0(state, 1) + b;
  state[2] = word0(state, 2) + c;
  state[3] = word0(state, 3) + d;
  state[4] = word0(state, 4) + e;
  state[5] = word0(state, 5) + f;
  state[6] = word0(state, 6) + g;
  state[7] = word0(state, 7) + h;
}

/** Pads `length` bytes in a buffer that has room for it and takes all of them; `before` bytes were taken already. */
function finish(state: Int32Array, bytes: Uint8Array, length: number, before: number): void {
  const end = Math.ceil((length + 9) / BLOCK) * BLOCK;
  bytes[length] = 0x80;
  bytes.fill(0, length + 1, end);
  const total = before + length;
  bytes[end - 5] = Math.floor(total / 0x20000000);
  bytes[end - 4] = total >>> 21;
  bytes[end - 3] = total >>> 13;
  bytes[end - 2] = total >>> 5;
  bytes[end - 1] = total << 3;
  for (let start = 0; start < end; start += BLOCK) compress(state, bytes, start);
}

const PADDING = 2 * BLOCK;
let encoder: TextEncoder | undefined;
let scratch: Uint8Array | undefined;

/** A buffer with room for a text's UTF-8 and the padding. Shared, since nothing here gives up control in between. */
function bufferFor(text: string): Uint8Array {
  scratch ??= new Uint8Array(8192);
  const most = text.length * 3 + PADDING;
  return most <= scratch.length ? scratch : new Uint8Array(most);
}

function takeText(state: Int32Array, text: string, before: number): void {
  encoder ??= new TextEncoder();
  const bytes = bufferFor(text);
  finish(state, bytes, encoder.encodeInto(text, bytes).written, before);
}

let hexBytes: readonly string[] | undefined;

function hexOf(state: Int32Array): string {
  hexBytes ??= Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
  let hex = "";
  for (let index = 0; index < 8; index++) {
    const word = word0(state, index);
    hex += `${hexBytes[word >>> 24]}${hexBytes[(word >>> 16) & 255]}${hexBytes[(word >>> 8) & 255]}${hexBytes[word & 255]}`;
  }
  return hex;
}

/** The SHA-256 of a text's UTF-8 in lower-case hex. */
export function sha256TextHex(text: string): string {
  const state = INITIAL.slice();
  takeText(state, text, 0);
  return hexOf(state);
}

/** An HMAC key with its first block taken in already, for the inner and the outer hash. */
export type HmacKey = { readonly inner: Int32Array; readonly outer: Int32Array };

/** Prepares a key of at most 64 bytes (signing keys have 32). */
export function prepareHmacKey(key: Uint8Array): HmacKey {
  const padded = (mask: number) => {
    const block = new Uint8Array(BLOCK).fill(mask);
    for (const [index, byte] of key.entries()) block[index] = byte ^ mask;
    const state = INITIAL.slice();
    compress(state, block, 0);
    return state;
  };
  return { inner: padded(0x36), outer: padded(0x5c) };
}

/** The HMAC-SHA-256 of a text's UTF-8 in lower-case hex. */
export function hmacTextHex(key: HmacKey, text: string): string {
  const inner = key.inner.slice();
  takeText(inner, text, BLOCK);
  const bytes = bufferFor("");
  for (let index = 0; index < 8; index++) {
    const word = word0(inner, index);
    bytes[index * 4] = word >>> 24;
    bytes[index * 4 + 1] = word >>> 16;
    bytes[index * 4 + 2] = word >>> 8;
    bytes[index * 4 + 3] = word;
  }
  const outer = key.outer.slice();
  finish(outer, bytes, 32, BLOCK);
  return hexOf(outer);
}
