// Writes src/wire/generated/: tables.ts with one compact table of its operations for each AWS service, taken from the Smithy schemas
// that the AWS SDK packages export, and operations.ts with the operations' names and TypeScript types.
// Plain JavaScript for node 20 and later. Does nothing when the files are already up to date.
//
// The tables are JSON, packed, so that a worker pays for them only when a management request comes in. A table:
//   { protocol, version, …, operations: { Name: ["POST /path/{Label}?k=v", status, input, output] or, of one that is not
//     built (built-operations.mjs), "POST /path" }, absent: "Name,Name" (not built, and at "POST /"),
//     shapes: ["Name n member,member", …], errors: [["member,member", name, name, …], …] }
// Input and output count from the highest shape that was named before (so most are 1 or 2, which packs well); null: there is none.
// A shape has a name where constraints may ask for it: below inputs. That of an input itself, "{operation}Request", is left out.
// Of a shape's members the first n are required. A member is its name, its wire and, behind a space, its type, of which
// what is plain is left out. A type is a letter (s string, which is plain, n number, b boolean, t timestamp in the protocol's
// own format, D date-time, E epoch seconds, B blob, S streaming blob), the index of a shape, [type for a list, {type for a
// map or ~index for a stream of events. Wire is "=name" for another name on the wire, "^" for the own name with a small
// first letter, or the place where the member travels: ":" label, "?name" query, "#name" header, "*" all other query
// parameters, "!" the payload, "%" the status code. Errors with the same members stand together; awsQuery has no use for
// them. A schema that needs more than src/wire can read is an error here.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { BUILT_OPERATIONS, REFUSED_SHAPES } from "./built-operations.mjs";

/** The services of the management plane; `version` and `xmlNamespace` belong to awsQuery, `target` to awsJson. */
const SERVICES = [
  { name: "apigateway", package: "@aws-sdk/client-api-gateway", protocol: "restJson1" },
  { name: "apigatewayv2", package: "@aws-sdk/client-apigatewayv2", protocol: "restJson1" },
  { name: "apigatewaymanagementapi", package: "@aws-sdk/client-apigatewaymanagementapi", protocol: "restJson1" },
  { name: "lambda", package: "@aws-sdk/client-lambda", protocol: "restJson1" },
  {
    name: "iam",
    package: "@aws-sdk/client-iam",
    protocol: "awsQuery",
    version: "2010-05-08",
    xmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/",
  },
  {
    name: "sts",
    package: "@aws-sdk/client-sts",
    protocol: "awsQuery",
    version: "2011-06-15",
    xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  },
  { name: "logs", package: "@aws-sdk/client-cloudwatch-logs", protocol: "awsJson1_1", target: "Logs_20140328" },
  { name: "wafv2", package: "@aws-sdk/client-wafv2", protocol: "awsJson1_1", target: "AWSWAF_20190729" },
];

const require = createRequire(import.meta.url);
const folder = new URL("../src/wire/generated/", import.meta.url);

const SIMPLE = { 0: "s", 1: "n", 2: "b", 4: "t", 5: "D", 7: "E", 17: "n", 19: "n", 21: "B", 42: "S" };
const LIST = 64;
const MAP = 128;
/** The bits of a numeric trait set, in the order in which @smithy/core/schema's translateTraits reads them. */
const TRAIT_BITS = [
  "httpLabel",
  "idempotent",
  "idempotencyToken",
  "sensitive",
  "httpPayload",
  "httpResponseCode",
  "httpQueryParams",
];

function traitsOf(indicator) {
  if (typeof indicator === "object" && indicator !== null) return indicator;
  const bits = Number(indicator);
  return Object.fromEntries(TRAIT_BITS.flatMap((name, bit) => ((bits >> bit) & 1 ? [[name, 1]] : [])));
}

const deref = (schema) => (typeof schema === "function" ? deref(schema()) : schema);

/** A member's schema: its target and the traits that the member adds to the target's own. */
function resolveMember(schema) {
  const own = deref(schema);
  if (!Array.isArray(own) || own.length !== 2) return { target: own, traits: {} };
  const inner = resolveMember(own[0]);
  return { target: inner.target, traits: { ...inner.traits, ...traitsOf(own[1]) } };
}

class Shapes {
  list = [];
  #index = new Map();
  #protocol;

  constructor(protocol) {
    this.#protocol = protocol;
  }

  /** The index of a structure; members are filled in after the index is taken, since structures refer to themselves. */
  structure(schema) {
    const known = this.#index.get(schema);
    if (known !== undefined) return known;
    const index = this.list.length;
    this.#index.set(schema, index);
    this.list.push("");
    if (REFUSED_SHAPES.has(schema[2])) {
      this.list[index] = `${schema[2]} 0 `;
      return index;
    }
    this.list[index] = `${schema[2]} ${schema[6] ?? 0} ${this.members(schema)}`;
    return index;
  }

  members(schema) {
    return schema[4].map((name, position) => this.#member(name, schema[5][position])).join(",");
  }

  #member(name, schema) {
    const { target, traits } = resolveMember(schema);
    refuseUnread(traits, this.#protocol);
    const type = this.#type(target);
    return `${name}${wireOf(name, traits)}${type === "s" ? "" : ` ${type}`}`;
  }

  #type(schema) {
    const { target, traits } = resolveMember(schema);
    if (typeof target === "number") return this.#numericType(target);
    if (!Array.isArray(target)) throw new Error(`cannot read schema ${String(target)}`);
    const own = { ...traitsOf(target[3]), ...traits };
    refuseUnread(own, this.#protocol);
    if (target[0] === 0) return this.#type(target[4]);
    if (target[0] === 1) return `[${this.#type(target[4])}`;
    if (target[0] === 2) return `{${this.#type(target[5])}`;
    return own.streaming ? `~${this.structure(target)}` : this.structure(target);
  }

  #numericType(code) {
    if (code >= MAP) return `{${this.#numericType(code - MAP)}`;
    if (code >= LIST) return `[${this.#numericType(code - LIST)}`;
    if (!(code in SIMPLE)) throw new Error(`unknown schema code ${code}`);
    return SIMPLE[code];
  }
}

/** Traits that no schema of these services has, and that src/wire therefore does not read; XML names mean nothing in JSON. */
const UNREAD = ["httpPrefixHeaders", "hostLabel"];
const UNREAD_IN_XML = [...UNREAD, "xmlName", "xmlFlattened", "xmlAttribute"];

function refuseUnread(traits, protocol) {
  const found = (protocol === "awsQuery" ? UNREAD_IN_XML : UNREAD).find((name) => traits[name] !== undefined);
  if (found !== undefined) throw new Error(`a schema has the trait ${found}, which src/wire does not read`);
}

function wireOf(name, traits) {
  if (traits.httpLabel) return ":";
  if (traits.httpQuery !== undefined) return `?${traits.httpQuery}`;
  if (traits.httpHeader !== undefined) return `#${traits.httpHeader}`;
  if (traits.httpQueryParams) return "*";
  if (traits.httpPayload || traits.eventPayload) return "!";
  if (traits.httpResponseCode) return "%";
  const { jsonName = name } = traits;
  if (jsonName === name) return "";
  return jsonName === name[0].toLowerCase() + name.slice(1) ? "^" : `=${jsonName}`;
}

/** One service's table, from the exports of its SDK package. */
function tableOf(service, exported) {
  const schemas = Object.values(exported).filter(Array.isArray);
  const shapes = new Shapes(service.protocol);
  const shapeOf = (schema) => {
    const own = deref(schema);
    return own === "unit" ? null : shapes.structure(own);
  };
  const operations = {};
  const absent = [];
  for (const schema of schemas.filter((one) => one[0] === 9).sort(byName)) {
    const [method, path, status] = traitsOf(schema[3]).http ?? ["POST", "/", 200];
    const route = `${method} ${path}`;
    if (isBuilt(service, schema[2])) operations[schema[2]] = [route, status, shapeOf(schema[4]), shapeOf(schema[5])];
    else if (route === "POST /") absent.push(schema[2]);
    else operations[schema[2]] = route;
  }
  const errors = service.protocol === "awsQuery" ? [] : errorsOf(schemas, shapes);
  const { name: _, package: __, ...protocol } = service;
  const named = shapesNamed(shapes.list, operations);
  return { ...protocol, operations: relative(operations), absent: absent.join(","), errors, shapes: named };
}

/** The operations, whose shapes are told by their distance from the highest one before. */
function relative(operations) {
  let highest = -1;
  const step = (index) => {
    if (index === null) return null;
    const distance = index - highest;
    highest = Math.max(highest, index);
    return distance;
  };
  return Object.fromEntries(
    Object.entries(operations).map(([name, one]) => {
      if (typeof one === "string") return [name, one];
      const [route, status, input, output] = one;
      return [name, [route, status, step(input), step(output)]];
    }),
  );
}

/** The shapes, with the names that are asked for. */
function shapesNamed(shapes, operations) {
  const built = Object.entries(operations).filter(([, one]) => Array.isArray(one));
  const reached = new Set(built.flatMap(([, one]) => one[2] ?? []));
  for (const index of reached) {
    for (const [, inner] of (shapes[index] ?? "").matchAll(/ [[{~]*(\d+)(?=,|$)/g)) reached.add(Number(inner));
  }
  const implied = new Set(built.map(([name]) => `${name}Request`));
  return shapes.map((shape, index) => {
    const name = shape.slice(0, shape.indexOf(" "));
    return reached.has(index) && !implied.has(name) ? shape : shape.slice(name.length);
  });
}

/** The names of the errors, by their members. */
function errorsOf(schemas, shapes) {
  const byMembers = new Map();
  for (const schema of schemas.filter((one) => one[0] === -3).sort(byName)) {
    if (traitsOf(schema[3]).error === undefined) continue; // the SDK's own root of a service's exceptions
    const members = shapes.members(schema);
    byMembers.set(members, [...(byMembers.get(members) ?? []), schema[2]]);
  }
  return [...byMembers].map(([members, names]) => [members, ...names]);
}

const isBuilt = (service, operation) => BUILT_OPERATIONS[service.name]?.includes(operation) ?? true;

const byName = (a, b) => (a[2] < b[2] ? -1 : 1);

/** All tables as one JSON text, packed: of a text so regular brotli leaves less than what the worker's own compression leaves. */
function packedSource(tables) {
  const json = JSON.stringify(Object.fromEntries(tables.map(({ service, table }) => [service.name, table])));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_LGWIN]: 24 };
  const packed = brotliCompressSync(json, { params }).toString("base64");
  return `/** The wire tables by service, written by scripts/generate-wire.mjs: JSON, by brotli, in base64; unpacked at its first use. */\nexport const packedTables =\n  "${packed}";\n`;
}

/** The types of all operations that are built; it vanishes when the worker is built. */
function operationsSource(tables) {
  const built = tables.map(({ service, table }) => ({
    service,
    names: Object.keys(table.operations).filter((name) => isBuilt(service, name)),
  }));
  const imports = built
    .filter(({ names }) => names.length > 0)
    .map(({ service }) => `import type * as ${service.name} from "${service.package}";`);
  const services = built.map(({ service, names }) => {
    const types = (name) =>
      `{ input: ${service.name}.${name}CommandInput; output: ${service.name}.${name}CommandOutput }`;
    return [`  ${service.name}: {`, ...names.map((name) => `    ${name}: ${types(name)};`), "  };"].join("\n");
  });
  return `// Written by scripts/generate-wire.mjs.
${imports.join("\n")}

/** For each service and operation that is built, the SDK's types of its input and output. */
export interface SdkOperations {
${services.join("\n")}
}
`;
}

/** The tables by service, and how a request is known to be one service's. */
function servicesSource(tables) {
  const owners = (key) =>
    tables.flatMap(({ service }) => (service[key] === undefined ? [] : [[service[key], service.name]]));
  const map = (name, entries) => {
    const lines = entries.map(([key, service]) => `  ["${key}", "${service}"],\n`);
    return `export const ${name}: ReadonlyMap<string, keyof SdkOperations> = new Map([\n${lines.join("")}]);`;
  };
  const names = tables.map(({ service }) => `"${service.name}"`);
  return `// Written by scripts/generate-wire.mjs.
import type { SdkOperations } from "./operations.ts";

/** The services that have a table. */
export const services: readonly (keyof SdkOperations)[] = [${names.join(", ")}];

/** The service that owns each first segment of a path. */
${map("pathRoots", [...pathRoots(tables)])}

/** The service of each API version that an awsQuery request may name. */
${map("queryVersions", owners("version"))}

/** The service of each prefix of awsJson's X-Amz-Target. */
${map("jsonTargets", owners("target"))}
`;
}

/** The first path segments of the services that route by path; no two services may share one. */
function pathRoots(tables) {
  const roots = new Map();
  for (const { service, table } of tables.filter((one) => one.service.protocol === "restJson1")) {
    for (const operation of Object.values(table.operations)) {
      const [route] = [operation].flat();
      const root = route.split(/[ /?]+/)[1];
      const owner = roots.get(root) ?? service.name;
      if (owner !== service.name) throw new Error(`/${root} belongs to ${owner} and to ${service.name}`);
      roots.set(root, owner);
    }
  }
  return roots;
}

const packageVersion = (name) =>
  JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), "utf8")).version;

/** What the output depends on: this file, the lists of what is built and refused and the versions of the packages. */
function fingerprint() {
  const hash = createHash("sha256").update(readFileSync(fileURLToPath(import.meta.url)));
  hash.update(JSON.stringify([BUILT_OPERATIONS, [...REFUSED_SHAPES]]));
  for (const service of SERVICES) hash.update(`${service.package}@${packageVersion(service.package)}\n`);
  return hash.digest("hex");
}

function isCurrent(stamp) {
  try {
    return readFileSync(new URL("stamp", folder), "utf8") === stamp;
  } catch {
    return false;
  }
}

function generate() {
  const stamp = fingerprint();
  if (isCurrent(stamp)) return;
  mkdirSync(folder, { recursive: true });
  const tables = SERVICES.map((service) => ({ service, table: tableOf(service, require(service.package)) }));
  writeFileSync(new URL("tables.ts", folder), packedSource(tables));
  writeFileSync(new URL("operations.ts", folder), operationsSource(tables));
  writeFileSync(new URL("services.ts", folder), servicesSource(tables));
  writeFileSync(new URL("stamp", folder), stamp); // last, so that an interrupted run is seen
}

generate();
