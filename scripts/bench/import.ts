/**
 * npm run bench:import
 *
 * An OpenAPI document of 10,000 operations: what its import, its deployment and its first request take, in raw workerd; the most memory that
 * the whole process had (the database runs in it as well), and the size of the plan.
 */
import { join } from "node:path";
import { APIGatewayClient, CreateDeploymentCommand, ImportRestApiCommand } from "@aws-sdk/client-api-gateway";
import { bundle } from "./bundle.ts";
import { d1Socket } from "./config.ts";
import { clientSettings, gatewaySecrets } from "./gateway.ts";
import { memoryBytes } from "./processes.ts";
import type { Row } from "./row.ts";
import { type Runtime, startWorkerd } from "./workerd.ts";

const PATHS = 5_000;
const row: Row = { name: "import", worker: { gatewayEntry: "src/worker.ts" }, seed: () => [] };

/** Runs it once and prints a table. */
export async function runImport(folder: string): Promise<void> {
  const vars = gatewaySecrets;
  const runtime = await startWorkerd(folder, [{ id: "import", bundle: bundle(row, join(folder, "bundle")), vars }]);
  console.log("| what | figure |\n|---|---|");
  await measure(runtime);
  await runtime.stop();
}

async function measure(runtime: Runtime): Promise<void> {
  const endpoint = runtime.address("import");
  const client = new APIGatewayClient(clientSettings(endpoint));
  await client.send(new ImportRestApiCommand({ body: document(1) }));
  const before = memoryBytes(runtime.pid, "VmRSS");
  const body = document(PATHS);
  print("document", megabytes(body.byteLength));
  const { id: restApiId } = await timed("import", () => client.send(new ImportRestApiCommand({ body })));
  await timed("deployment", () => client.send(new CreateDeploymentCommand({ restApiId, stageName: "prod" })));
  const url = `${endpoint}/execute-api/${restApiId}/prod/area7/item${PATHS - 93}/1`;
  const first = await timed("first request", () => fetch(url));
  if (first.status !== 200) throw new Error(`GET ${url}: ${first.status} ${await first.text()}`);
  await timed("second request", () => fetch(url));
  print("memory before", megabytes(before));
  print("memory, the most", megabytes(memoryBytes(runtime.pid, "VmHWM")));
  const sizes = await planSizes(runtime, restApiId ?? "");
  print("records of the plan", String(sizes.records));
  print("plan", megabytes(sizes.bytes));
  print("largest record", `${sizes.largest} bytes`);
}

/** Two methods on each of so many paths, with parameters, models and templates, as real documents have them. */
function document(paths: number): Uint8Array {
  const integration = {
    type: "mock",
    requestTemplates: { "application/json": '{"statusCode": 200}' },
    responses: {
      default: { statusCode: "200", responseTemplates: { "application/json": '{"id": "$input.params(\'id\')"}' } },
    },
  };
  const schema = { $ref: "#/components/schemas/Item" };
  const operation = (method: string, index: number): object => ({
    operationId: `${method}Item${index}`,
    parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
    ...(method === "put" && { requestBody: { content: { "application/json": { schema } } } }),
    responses: { "200": { description: "ok", content: { "application/json": { schema } } } },
    "x-amazon-apigateway-integration": integration,
  });
  const entries = Array.from({ length: paths }, (_, index) => [
    `/area${index % 100}/item${index}/{id}`,
    { get: operation("get", index), put: operation("put", index) },
  ]);
  const Item = { type: "object", properties: { id: { type: "string" }, name: { type: "string" } } };
  const text = { openapi: "3.0.1", info: { title: "large", version: "1" }, paths: Object.fromEntries(entries) };
  return new TextEncoder().encode(JSON.stringify({ ...text, components: { schemas: { Item } } }));
}

interface PlanSizes {
  records: number;
  bytes: number;
  largest: number;
}

async function planSizes(runtime: Runtime, apiId: string): Promise<PlanSizes> {
  const sql =
    "SELECT count(*) AS records, sum(length(plan)) AS bytes, max(length(plan)) AS largest FROM records WHERE api_id = ?";
  const answer = await fetch(`${runtime.address(d1Socket("import", "DB"))}/query`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify([{ sql, params: [apiId] }]),
  });
  // What D1 answers: a list of results, each with its rows.
  const [result] = (await answer.json()) as { results: PlanSizes[] }[];
  return result?.results[0] ?? { records: 0, bytes: 0, largest: 0 };
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  print(what, `${Math.round(performance.now() - begun)} ms`);
  return result;
}

function print(what: string, figure: string): void {
  console.log(`| ${what} | ${figure} |`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
