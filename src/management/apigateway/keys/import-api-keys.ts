import type { NewApiKey } from "../../../storage/api-keys.ts";
import type { StoredApiKey } from "../../../model/api-key.ts";
import { badRequest } from "../../../wire/faults.ts";
import type { Input, Output } from "../../../wire/handlers.ts";
import type { Call } from "../../call.ts";
import { parseCsv } from "./csv.ts";
import { checkDescription, checkName, checkValue } from "./key-rules.ts";

/** A line of the file. */
interface Imported {
  value: string;
  name: string;
  description: string;
  enabled: boolean;
  planIds: string[];
}

/** Developer guide, "API Gateway API key file format": Name and Key are required, names of columns ignore case, others are ignored. */
export async function importApiKeys(
  call: Call,
  { body, failOnWarnings = false }: Input<"apigateway", "ImportApiKeys">,
): Promise<Output<"apigateway", "ImportApiKeys">> {
  const lines = linesOf(new TextDecoder().decode(body).replace(/^\uFEFF/, ""));
  const warnings = await knownPlans(call, lines);
  if (failOnWarnings && warnings.length > 0) throw badRequest(warnings.join("\n"));
  const byValue = new Map(lines.map((line) => [line.value, { line, hashes: call.secrets.lookupHashes(line.value) }]));
  const existing = await call.apiKeys.idsByHash([...byValue.values()].flatMap(({ hashes }) => hashes));
  const keys = [...byValue.values()].map(({ line, hashes }) => {
    return newKey(
      call,
      hashes[0] ?? "",
      line,
      hashes.map((hash) => existing.get(hash)).find((id) => id !== undefined),
    );
  });
  await call.apiKeys.put(keys);
  return { ids: keys.map(({ key }) => key.id), warnings };
}

function newKey(call: Call, hash: string, line: Imported, existing: string | undefined): NewApiKey {
  const now = call.now();
  const id = existing ?? call.newId(10);
  const { name, description, enabled } = line;
  const key: StoredApiKey = {
    id,
    ...(name === "" ? {} : { name }),
    ...(description === "" ? {} : { description }),
    enabled,
    createdDate: now,
    lastUpdatedDate: now,
    stageKeys: [],
  };
  return { key, hash, sealed: call.secrets.seal(`apiKey/${id}`, line.value), planIds: line.planIds };
}

function linesOf(text: string): Imported[] {
  const [header = [], ...records] = parseCsv(text);
  const names = header.map((name) => name.toLowerCase());
  for (const required of ["name", "key"]) {
    if (!names.includes(required)) throw badRequest(`The API key file must contain the column '${required}'`);
  }
  return records.map((record) => {
    const field = (name: string): string => record[names.indexOf(name)] ?? "";
    const [value, name, description, enabled] = [field("key"), field("name"), field("description"), field("enabled")];
    checkValue(value);
    checkName(name);
    checkDescription(description);
    const planIds = field("usageplanids")
      .split(",")
      .map((id) => id.trim());
    return { value, name, description, enabled: enabled === "" || enabled.toLowerCase() === "true", planIds };
  });
}

/** Takes usage plans that do not exist out of the lines, with a warning for each. */
async function knownPlans(call: Call, lines: Imported[]): Promise<string[]> {
  const wanted = new Set(lines.flatMap(({ planIds }) => planIds).filter((id) => id !== ""));
  const known = await call.documents.existing("usagePlan", [...wanted]);
  for (const line of lines) line.planIds = line.planIds.filter((id) => known.has(id));
  return [...wanted].filter((id) => !known.has(id)).map((id) => `Invalid Usage Plan ID specified: ${id}`);
}
