// Every service's table, unpacked and read when one is first needed.

import { Buffer } from "node:buffer";
import { brotliDecompressSync } from "node:zlib";
import { services } from "./generated/services.ts";
import { packedTables } from "./generated/tables.ts";
import { parseTable } from "./schema.ts";
import type { RawTable, ServiceName, Table } from "./schema.ts";

let raw: Readonly<Record<ServiceName, RawTable>> | undefined;
const parsed = new Map<ServiceName, Table>();

/** One service's table. */
export function tableOf(service: ServiceName): Table {
  const known = parsed.get(service);
  if (known !== undefined) return known;
  // Our own generator has written it, never a client.
  raw ??= JSON.parse(brotliDecompressSync(Buffer.from(packedTables, "base64")).toString()) as NonNullable<typeof raw>;
  const table = parseTable(service, raw[service]);
  parsed.set(service, table);
  return table;
}

export function isServiceName(name: string): name is ServiceName {
  return serviceNames().some((service) => service === name);
}

/** All services. */
export function serviceNames(): readonly ServiceName[] {
  return services;
}
