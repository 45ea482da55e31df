/**
 * V8's list of what code lies where, as `--perf-basic-prof` writes it: lines `start size name`, in hex. Code is thrown away and its place
 * taken by other code, and perf takes the older name then: here the newest counts (pure).
 */
export function codeNames(list: string): (address: string) => string | null {
  const entries = list
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [start = "", size = "", ...name] = line.split(" ");
      const from = Number.parseInt(start, 16);
      return { from, to: from + Number.parseInt(size, 16), name: name.join(" ") };
    });
  const found = new Map<string, string | null>();
  return (address) => {
    let name = found.get(address);
    if (name === undefined) {
      const at = Number.parseInt(address, 16);
      name = entries.findLast(({ from, to }) => from <= at && at < to)?.name ?? null;
      found.set(address, name);
    }
    return name;
  };
}
