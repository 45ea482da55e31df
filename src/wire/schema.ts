// The schema tables as the codec sees them. scripts/generate-wire.mjs describes the JSON that is read here.

import type { SdkOperations } from "./generated/operations.ts";

/** The services whose management protocol is spoken, by the names of their SDK packages. */
export type ServiceName = keyof SdkOperations;

/** Where a member travels in an HTTP message (Smithy's HTTP bindings). */
export type Place = "label" | "query" | "header" | "queryParams" | "payload" | "statusCode" | "body";

export type TimestampFormat = "date-time" | "epoch-seconds";

/** The type of a member. A timestamp without a format has the default of its protocol and place. */
export type Type =
  | { readonly kind: "string" | "number" | "boolean" | "blob" | "streamingBlob" }
  | { readonly kind: "timestamp"; readonly format?: TimestampFormat }
  | { readonly kind: "list"; readonly item: Type }
  | { readonly kind: "map"; readonly value: Type }
  | { readonly kind: "structure"; readonly structure: () => Structure }
  /** The members of the structure are the kinds of events. */
  | { readonly kind: "eventStream"; readonly events: () => Structure };

export interface Member {
  /** The name in inputs and outputs: the SDK's. */
  readonly name: string;
  readonly type: Type;
  readonly place: Place;
  /** The name on the wire: of the JSON key, query parameter or header. */
  readonly wire: string;
  readonly required: boolean;
}

export interface Structure {
  /** Empty where nobody asks for it: of what only answers hold. */
  readonly name: string;
  readonly members: readonly Member[];
}

export interface Operation {
  readonly service: ServiceName;
  readonly name: string;
  readonly method: string;
  /** The path template, without its query literals. */
  readonly path: string;
  /** Query parameters that must have these values, such as `mode=import`. */
  readonly queryLiterals: readonly (readonly [name: string, value: string])[];
  /** Whether it has a handler. The tables hold neither input nor output of one that has none. */
  readonly built: boolean;
  /** The status of a success, 100–599; of an operation that is not built 501. */
  readonly status: number;
  readonly input: Structure | undefined;
  readonly output: Structure | undefined;
}

export type ProtocolName = "restJson1" | "awsQuery" | "awsJson1_1";

/** One service's operations and errors. */
export interface Table {
  readonly service: ServiceName;
  readonly protocol: ProtocolName;
  /** The API version that awsQuery requests name. */
  readonly version: string;
  /** The XML namespace of awsQuery answers. */
  readonly xmlNamespace: string;
  /** The prefix of awsJson's X-Amz-Target. */
  readonly target: string;
  readonly operations: ReadonlyMap<string, Operation>;
  /** Of each error what it says beside its code; empty for awsQuery, which writes all alike. */
  readonly errors: ReadonlyMap<string, Structure>;
}

type RawOperation = readonly [route: string, status: number, input: number | null, output: number | null];

/** As the generator writes it. */
export interface RawTable {
  readonly protocol: ProtocolName;
  readonly version?: string;
  readonly xmlNamespace?: string;
  readonly target?: string;
  /** Of an operation that is not built only the route. */
  readonly operations: Readonly<Record<string, RawOperation | string>>;
  /** The names of those that are not built and have no path of their own, comma-separated. */
  readonly absent: string;
  readonly errors: readonly (readonly [members: string, ...names: string[]])[];
  readonly shapes: readonly string[];
}

const SIMPLE_TYPES: Readonly<Record<string, Type>> = {
  "": { kind: "string" },
  s: { kind: "string" },
  n: { kind: "number" },
  b: { kind: "boolean" },
  t: { kind: "timestamp" },
  D: { kind: "timestamp", format: "date-time" },
  E: { kind: "timestamp", format: "epoch-seconds" },
  B: { kind: "blob" },
  S: { kind: "streamingBlob" },
};

const PLACES: Readonly<Record<string, Place>> = {
  ":": "label",
  "?": "query",
  "#": "header",
  "*": "queryParams",
  "!": "payload",
  "%": "statusCode",
};

/** Reads a generated table. Structures are built when they are first asked for. */
export function parseTable(service: ServiceName, raw: RawTable): Table {
  const structureAt = structures(raw.shapes);
  const indexAt = indexes();
  return {
    service,
    protocol: raw.protocol,
    version: raw.version ?? "",
    xmlNamespace: raw.xmlNamespace ?? "",
    target: raw.target ?? "",
    operations: new Map(
      [...Object.entries(raw.operations), ...absentOperations(raw.absent)].map(([name, one]) => [
        name,
        operation(service, name, one, structureAt, indexAt),
      ]),
    ),
    errors: new Map(
      raw.errors.flatMap(([members, ...names]) =>
        names.map((name): [string, Structure] => [name, { name, members: membersOf(members, 0, structureAt) }]),
      ),
    ),
  };
}

function absentOperations(names: string): [name: string, route: string][] {
  return names === "" ? [] : names.split(",").map((name) => [name, "POST /"]);
}

/** The structure at an index of the table; one without a name in it has the name that is given. */
type StructureAt = (index: number, name?: string) => Structure;

function operation(
  service: ServiceName,
  name: string,
  raw: RawOperation | string,
  structureAt: StructureAt,
  indexAt: IndexAt,
): Operation {
  const built = typeof raw !== "string";
  const [route, status, toInput, toOutput] = built ? raw : [raw, 501, null, null];
  const [input, output] = [indexAt(toInput), indexAt(toOutput)];
  const [method = "", uri = ""] = route.split(" ");
  const [path = "", query = ""] = uri.split("?");
  return {
    service,
    name,
    method,
    path,
    queryLiterals: [...new URLSearchParams(query)],
    built,
    status,
    get input() {
      return input === null ? undefined : structureAt(input, `${name}Request`);
    },
    get output() {
      return output === null ? undefined : structureAt(output);
    },
  };
}

/** A shape's index by its distance from the highest one before; null: there is none. */
type IndexAt = (distance: number | null) => number | null;

/** To be asked in the order of the table. */
function indexes(): IndexAt {
  let highest = -1;
  return (distance) => {
    if (distance === null) return null;
    const index = highest + distance;
    highest = Math.max(highest, index);
    return index;
  };
}

/** Builds each structure once, at its first use; the members' types refer to further structures by function. */
function structures(shapes: readonly string[]): StructureAt {
  const built: Structure[] = [];
  const structureAt: StructureAt = (index, implied = "") => {
    const known = built[index];
    if (known !== undefined) return known;
    const shape = shapes[index];
    if (shape === undefined) throw new Error(`the table has no shape ${index}`);
    const [name = "", required, ...members] = shape.split(" ");
    const structure = { name: name || implied, members: membersOf(members.join(" "), Number(required), structureAt) };
    built[index] = structure;
    return structure;
  };
  return structureAt;
}

function membersOf(members: string, required: number, structureAt: StructureAt): Member[] {
  if (members === "") return [];
  return members.split(",").map((raw, position) => member(raw, position < required, structureAt));
}

const MEMBER = /^(\w+)([^\w ]?)([^ ]*) ?(.*)$/;

function member(raw: string, required: boolean, structureAt: StructureAt): Member {
  const [, name = "", mark = "", wire = "", type = ""] = MEMBER.exec(raw) ?? [];
  const place = PLACES[mark] ?? "body";
  const ownWire = mark === "^" ? name.charAt(0).toLowerCase() + name.slice(1) : name;
  const isNamed = mark === "=" || mark === "?" || mark === "#";
  return { name, type: typeOf(type, structureAt), place, wire: isNamed ? wire : ownWire, required };
}

function typeOf(raw: string, structureAt: StructureAt): Type {
  const simple = SIMPLE_TYPES[raw];
  if (simple !== undefined) return simple;
  const rest = raw.slice(1);
  if (raw.startsWith("[")) return { kind: "list", item: typeOf(rest, structureAt) };
  if (raw.startsWith("{")) return { kind: "map", value: typeOf(rest, structureAt) };
  if (raw.startsWith("~")) return { kind: "eventStream", events: () => structureAt(Number(rest)) };
  if (!/^\d+$/.test(raw)) throw new Error(`the table has a type ${raw}`);
  return { kind: "structure", structure: () => structureAt(Number(raw)) };
}
