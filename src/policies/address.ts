/** An address as a number: IPv4 in 32 bits, IPv6 in 128. */
type Address = { readonly bits: 32 | 128; readonly value: bigint };

const DECIMAL = /^(0|[1-9][0-9]{0,2})$/;
const GROUP = /^[0-9a-fA-F]{1,4}$/;

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!DECIMAL.test(part) || Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return value;
}

function groups(text: string): readonly string[] {
  return text === "" ? [] : text.split(":");
}

/** Writes a dotted IPv4 tail (`::ffff:192.0.2.1`) as two groups. */
function withoutDots(text: string): string | undefined {
  const colon = text.lastIndexOf(":");
  if (!text.includes(".")) return text;
  const ipv4 = parseIpv4(text.slice(colon + 1));
  if (ipv4 === undefined) return undefined;
  return `${text.slice(0, colon + 1)}${(ipv4 >> 16n).toString(16)}:${(ipv4 & 0xffffn).toString(16)}`;
}

function parseIpv6(given: string): bigint | undefined {
  const text = withoutDots(given);
  const halves = text?.split("::") ?? [];
  if (halves.length === 0 || halves.length > 2) return undefined;
  const left = groups(halves[0] ?? "");
  const right = groups(halves[1] ?? "");
  const missing = 8 - left.length - right.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const all = [...left, ...Array.from({ length: halves.length === 1 ? 0 : missing }, () => "0"), ...right];
  let value = 0n;
  for (const group of all) {
    if (!GROUP.test(group)) return undefined;
    value = value * 0x10000n + BigInt(`0x${group}`);
  }
  return value;
}

const MAPPED = 0xffffn << 32n;

/** Parses an IPv4 or IPv6 address; an IPv4 address mapped into IPv6 is taken as IPv4. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(":")) {
    const value = parseIpv4(text);
    return value === undefined ? undefined : { bits: 32, value };
  }
  const value = parseIpv6(text);
  if (value === undefined) return undefined;
  return value >> 32n === MAPPED >> 32n ? { bits: 32, value: value & 0xffffffffn } : { bits: 128, value };
}

/** Whether an address (as text) lies in a range. Text that is no address lies in none. */
export type AddressRange = (address: string) => boolean;

/** A network: addresses of so many bits whose first `bits - shift` ones are `start`. */
export interface Network {
  readonly bits: 32 | 128;
  readonly shift: bigint;
  readonly start: bigint;
}

/** Parses a CIDR range or a single address; bits beyond the prefix are ignored. Undefined where it is neither. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf("/");
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const prefix = slash < 0 ? String(address.bits) : text.slice(slash + 1);
  if (!DECIMAL.test(prefix) || Number(prefix) > address.bits) return undefined;
  const shift = BigInt(address.bits - Number(prefix));
  return { bits: address.bits, shift, start: address.value >> shift };
}

/** A CIDR range or a single address as a test. Undefined where it is neither. */
export function parseRange(text: string): AddressRange | undefined {
  const network = parseNetwork(text);
  if (network === undefined) return undefined;
  return (given) => {
    const address = parseAddress(given);
    return address !== undefined && address.bits === network.bits && address.value >> network.shift === network.start;
  };
}
