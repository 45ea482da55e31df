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

export interface ErrorShape {
  readonly status: number;
  readonly structure: Structure;
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
  readonly errors: ReadonlyMap<string, ErrorShape>;
}

type RawType = string | number | { readonly l: RawType } | { readonly m: RawType } | { readonly e: number };
type RawMember = readonly [name: string, type: RawType, wire?: string];
type RawShape = readonly [name: string, required: number, members: readonly RawMember[]];

type RawOperation = readonly [route: string, status: number, input: number, output: number];

interface RawTable {
  readonly protocol: ProtocolName;
  readonly version?: string;
  readonly xmlNamespace?: string;
  readonly target?: string;
  /** Of an operation that is not built only the route. */
  readonly operations: Readonly<Record<string, RawOperation | string>>;
  readonly errors: Readonly<Record<string, readonly [status: number, shape: number]>>;
  readonly shapes: readonly RawShape[];
}

/** In the place of a shape's index: there is no input or output. */
const NO_SHAPE = -1;

const SIMPLE_TYPES: Readonly<Record<string, Type>> = {
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
export function parseTable(service: ServiceName, source: string): Table {
  // The source is written by our own generator, never by a client.
  const raw: RawTable = JSON.parse(source);
  const structureAt = structures(raw.shapes);
  return {
    service,
    protocol: raw.protocol,
    version: raw.version ?? "",
    xmlNamespace: raw.xmlNamespace ?? "",
    target: raw.target ?? "",
    operations: new Map(
      Object.entries(raw.operations).map(([name, one]) => [name, operation(service, name, one, structureAt)]),
    ),
    errors: new Map(
      Object.entries(raw.errors).map(([name, [status, shape]]) => [
        name,
        {
          status,
          get structure() {
            return structureAt(shape);
          },
        },
      ]),
    ),
  };
}

function operation(
  service: ServiceName,
  name: string,
  raw: RawOperation | string,
  structureAt: (index: number) => Structure,
): Operation {
  const built = typeof raw !== "string";
  const [route, status, input, output] = built ? raw : [raw, 501, NO_SHAPE, NO_SHAPE];
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
      return input === NO_SHAPE ? undefined : structureAt(input);
    },
    get output() {
      return output === NO_SHAPE ? undefined : structureAt(output);
    },
  };
}

/** Builds each structure once, at its first use; the members' types refer to further structures by function. */
function structures(shapes: readonly RawShape[]): (index: number) => Structure {
  const built: Structure[] = [];
  const structureAt = (index: number): Structure => {
    const known = built[index];
    if (known !== undefined) return known;
    const shape = shapes[index];
    if (shape === undefined) throw new Error(`the table has no shape ${index}`);
    const [name, required, members] = shape;
    const structure = {
      name,
      members: members.map((raw, position) => member(raw, position < required, structureAt)),
    };
    built[index] = structure;
    return structure;
  };
  return structureAt;
}

function member(
  [name, raw, wire = name]: RawMember,
  required: boolean,
  structureAt: (index: number) => Structure,
): Member {
  const type = typeOf(raw, structureAt);
  const place = PLACES[wire.charAt(0)];
  if (place === undefined) return { name, type, place: "body", wire, required };
  return { name, type, place, wire: place === "label" ? name : wire.slice(1), required };
}

function typeOf(raw: RawType, structureAt: (index: number) => Structure): Type {
  if (typeof raw === "number") return { kind: "structure", structure: () => structureAt(raw) };
  if (typeof raw === "string") {
    const simple = SIMPLE_TYPES[raw];
    if (simple === undefined) throw new Error(`the table has a type ${raw}`);
    return simple;
  }
  if ("l" in raw) return { kind: "list", item: typeOf(raw.l, structureAt) };
  if ("e" in raw) return { kind: "eventStream", events: () => structureAt(raw.e) };
  return { kind: "map", value: typeOf(raw.m, structureAt) };
}
