// Every service's table, parsed when it is first needed.

import { tableSources } from "./generated/services.ts";
import { parseTable } from "./schema.ts";
import type { ServiceName, Table } from "./schema.ts";

const parsed = new Map<ServiceName, Table>();

/** One service's table. */
export function tableOf(service: ServiceName): Table {
  const known = parsed.get(service);
  if (known !== undefined) return known;
  const table = parseTable(service, tableSources[service]);
  parsed.set(service, table);
  return table;
}

export function isServiceName(name: string): name is ServiceName {
  return Object.hasOwn(tableSources, name);
}

/** All services. */
export function serviceNames(): ServiceName[] {
  return Object.keys(tableSources).filter(isServiceName);
}
