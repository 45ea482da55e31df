import { type Network, parseAddress, parseNetwork } from "../../policies/address.ts";

/** The networks of one size. */
interface Size {
  bits: Network["bits"];
  shift: bigint;
  starts: Set<bigint>;
}

/** Whether an address lies in one of these networks: one look-up per size of network, however many there are. */
export function compileIpSet(networks: readonly string[]): (ip: string) => boolean {
  const sizes = new Map<string, Size>();
  for (const text of networks) {
    const network = parseNetwork(text);
    if (!network) throw new Error(`an IP set holds ${text}, which is no network`);
    const { bits, shift, start } = network;
    const key = `${bits} ${shift}`;
    const size = sizes.get(key) ?? { bits, shift, starts: new Set() };
    size.starts.add(start);
    sizes.set(key, size);
  }
  const all = [...sizes.values()];
  return (ip) => {
    const address = parseAddress(ip);
    return (
      address !== undefined &&
      all.some(({ bits, shift, starts }) => bits === address.bits && starts.has(address.value >> shift))
    );
  };
}
