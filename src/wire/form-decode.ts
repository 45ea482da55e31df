// Inputs of awsQuery: `Tags.member.1.Key=a&Tags.member.1.Value=b`.

import type { Structure, Type } from "./schema.ts";
import { decodeText } from "./text-decode.ts";

/** A form's parameters as a tree over the dots of their names. */
interface FormNode {
  text: string | undefined;
  readonly children: Map<string, FormNode>;
}

/** Names deeper than any input are left alone, so that no request can make the tree deep. */
const DEEPEST_NAME = 64;

export function decodeForm(structure: Structure, form: URLSearchParams): Record<string, unknown> {
  return decodeStructure(structure, treeOf(form), "");
}

function treeOf(form: URLSearchParams): FormNode {
  const root: FormNode = { text: undefined, children: new Map() };
  for (const [name, text] of form) {
    let node = root;
    for (const part of name.split(".", DEEPEST_NAME)) {
      const child = node.children.get(part) ?? { text: undefined, children: new Map() };
      node.children.set(part, child);
      node = child;
    }
    node.text = text;
  }
  return root;
}

function decodeStructure(structure: Structure, node: FormNode, at: string): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (const { name, type, wire } of structure.members) {
    const child = node.children.get(wire);
    const value = child && decodeNode(type, child, at === "" ? name : `${at}.${name}`);
    if (value !== undefined) entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}

function decodeNode(type: Type, node: FormNode, at: string): unknown {
  switch (type.kind) {
    case "structure":
      return decodeStructure(type.structure(), node, at);
    case "list":
      return decodeList(type.item, node, at);
    case "map":
      return decodeMap(type.value, node, at);
    default:
      return decodeText(type, node.text, at);
  }
}

/** A list without items is sent as its bare name. */
function decodeList(item: Type, node: FormNode, at: string): unknown[] {
  return numbered(node.children.get("member")).map((child, index) => decodeNode(item, child, `${at}[${index}]`));
}

function decodeMap(valueType: Type, node: FormNode, at: string): Record<string, unknown> {
  const entries = numbered(node.children.get("entry")).map((entry): [string, unknown] => {
    const key = entry.children.get("key")?.text ?? "";
    const value = entry.children.get("value");
    return [key, value && decodeNode(valueType, value, `${at}.${key}`)];
  });
  return Object.fromEntries(entries);
}

/** Children named 1, 2, 3 … in their order. */
function numbered(node: FormNode | undefined): FormNode[] {
  const children = [...(node?.children ?? [])].filter(([name]) => /^\d+$/.test(name));
  return children.sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
}
