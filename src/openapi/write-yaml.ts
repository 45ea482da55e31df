/**
 * Writes JSON's values as YAML: texts as JSON has them, which is YAML as well and leaves nothing to guess, lists no deeper than what
 * holds them, no anchors.
 */
export function writeYaml(value: unknown): string {
  return isBlock(value) ? lines(value, "") : `${inline(value)}\n`;
}

type Block = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Collections with members; all else stands in one line. */
function isBlock(value: unknown): value is Block {
  return typeof value === "object" && value !== null && Object.values(value).some((member) => member !== undefined);
}

function inline(value: unknown): string {
  return JSON.stringify(value) ?? "null";
}

function lines(value: Block, indent: string): string {
  if (isList(value)) return value.map((item) => `${indent}-${member(item, indent, true)}`).join("");
  const members = Object.entries(value).filter(([, one]) => one !== undefined);
  return members.map(([name, one]) => `${indent}${key(name)}:${member(one, indent, false)}`).join("");
}

function isList(value: Block): value is readonly unknown[] {
  return Array.isArray(value);
}

function member(value: unknown, indent: string, inList: boolean): string {
  if (!isBlock(value)) return ` ${inline(value)}\n`;
  if (isList(value) && !inList) return `\n${lines(value, indent)}`;
  const deeper = lines(value, `${indent}  `);
  // The first member of what stands in a list begins in the dash's own line.
  return inList ? ` ${deeper.slice(indent.length + 2)}` : `\n${deeper}`;
}

/** Plain where YAML can take it for nothing but a text. */
function key(name: string): string {
  const isPlain = /^[A-Za-z_/][\w/{}+.-]*$/.test(name) && !/^(?:true|false|null|yes|no|on|off|[yn])$/i.test(name);
  return isPlain ? name : JSON.stringify(name);
}
