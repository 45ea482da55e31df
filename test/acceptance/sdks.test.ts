import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateApiKeyCommand,
  CreateDeploymentCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  GetSdkCommand,
  GetSdkTypeCommand,
  GetSdkTypesCommand,
  ImportRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiGateway, lambda } from "../support/clients.ts";
import { isOnPath, run } from "../support/command.ts";
import { createFunction } from "../support/functions.ts";
import { credentials, type Gateway, sharedGateway } from "../support/gateway.ts";
import { unpackSdk } from "../support/sdk.ts";
import { type UpstreamServer, startUpstream } from "../support/upstream-server.ts";

const ROOT = join(import.meta.dirname, "../..");

let gateway: Gateway;
let upstream: UpstreamServer;
let folder: string;
let restApiId: string;
let apiKey: string;
let invokeUrl: string;

/** Names that a language keeps for itself, parameters of every place, models in a circle, IAM, keys, greedy paths. */
function document(backend: string): object {
  const integration = { type: "http_proxy", httpMethod: "ANY", uri: `${backend}/echo` };
  const operation = (more: object = {}): object => ({
    responses: {
      "200": { description: "ok", content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } } },
    },
    "x-amazon-apigateway-integration": integration,
    ...more,
  });
  return {
    openapi: "3.0.1",
    info: { title: 'pets */ """ of ${all}', version: "1", description: 'Kinds:\n"cat"' },
    paths: {
      "/": { get: operation() },
      "/pets/{petId}": {
        get: operation({
          parameters: [
            { name: "class", in: "query", required: true },
            { name: "page", in: "query" },
            { name: "x-trace-id", in: "header" },
          ],
        }),
        post: operation({
          operationId: "changePet",
          requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } } },
        }),
      },
      "/files/{path+}": { "x-amazon-apigateway-any-method": operation() },
      "/signed/{name}": { put: operation({ security: [{ signed: [] }] }) },
      "/keyed": { get: operation({ security: [{ key: [] }], operationId: "delete" }) },
    },
    components: {
      securitySchemes: {
        signed: { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "awsSigv4" },
        key: { type: "apiKey", name: "x-api-key", in: "header" },
      },
      schemas: {
        Pet: {
          type: "object",
          required: ["kind"],
          properties: {
            kind: { type: "string", enum: ["cat", "it's"] },
            "odd-name": { type: "array", items: { $ref: "#/components/schemas/Pet" } },
            weight: { type: "number", nullable: true },
          },
        },
        delete: { type: "string" },
      },
    },
  };
}

beforeAll(async () => {
  [gateway, upstream, folder] = await Promise.all([
    sharedGateway(),
    startUpstream(),
    mkdtemp(join(tmpdir(), "tollgate-sdk-")),
  ]);
  upstream.answer(({ method, headers, body, url }) => ({
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ method, url, trace: headers["x-trace-id"], body: body.toString() }),
  }));
  const client = apiGateway(gateway);
  const body = new TextEncoder().encode(JSON.stringify(document(upstream.url)));
  restApiId = (await client.send(new ImportRestApiCommand({ body }))).id ?? "";
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: "prod" }));
  const key = await client.send(new CreateApiKeyCommand({ name: "sdk", enabled: true }));
  const apiStages = [{ apiId: restApiId, stage: "prod" }];
  const plan = await client.send(new CreateUsagePlanCommand({ name: "sdk", apiStages }));
  await client.send(new CreateUsagePlanKeyCommand({ usagePlanId: plan.id, keyId: key.id, keyType: "API_KEY" }));
  apiKey = key.value ?? "";
  invokeUrl = `${gateway.url}/execute-api/${restApiId}/prod`;
});
afterAll(async () => {
  await upstream.stop();
  await rm(folder, { recursive: true, force: true });
});

async function unpacked(sdkType: string): Promise<{ path: string; files: Record<string, string> }> {
  const { path, files, ...answer } = await unpackSdk(gateway, restApiId, sdkType, folder);
  expect(answer).toEqual({
    contentType: "application/octet-stream",
    contentDisposition: `attachment; filename="${sdkType}_1.zip"`,
  });
  return { path, files };
}

/** The same calls for JavaScript and TypeScript; prints what came of them. */
const script = (module: string, print: string): string =>
  `
import { apigClientFactory, ApiError } from "./${module}";
const settings = ${JSON.stringify({ accessKey: credentials.accessKeyId, secretKey: credentials.secretAccessKey })};
const client = apigClientFactory.newClient({ invokeUrl: INVOKE_URL, ...settings, apiKey: API_KEY });
const seen = [];
const note = async (work) => {
  try {
    const { status, data } = await work;
    seen.push([status, data.method, data.trace ?? data.body]);
  } catch (error) {
    seen.push(error instanceof ApiError ? [error.status, error.data] : [error.name]);
  }
};
await note(client.rootGet());
await note(client.petsPetIdGet({ petId: "a b/ü'", class: "x y", page: 2, "x-trace-id": "t1" }));
await note(client.changePet({ petId: 7 }, { kind: "cat" }));
await note(client.filesPathPatch({ path: "a/b c" }, "text"));
await note(client.signedNamePut({ name: "a b(c)*" }, { n: 1 }, { queryParams: { q: ["2", "1 x"] } }));
await note(apigClientFactory.newClient({ invokeUrl: INVOKE_URL }).signedNamePut({ name: "x" }));
await note(client.delete());
await note(client.filesPathGet({ path: "../x" }).catch((error) => { throw error; }));
${print}`
    .replaceAll("INVOKE_URL", JSON.stringify(invokeUrl))
    .replaceAll("API_KEY", JSON.stringify(apiKey));

const SEEN = [
  [200, "GET", ""],
  [200, "GET", "t1"],
  [200, "POST", '{"kind":"cat"}'],
  [200, "PATCH", "text"],
  [200, "PUT", '{"n":1}'],
  [403, { message: "Missing Authentication Token" }],
  [200, "GET", ""],
  ["RangeError"],
];

describe("a client of a stage's API", () => {
  it("comes in the languages that are built; the others say that they are not", async () => {
    const client = apiGateway(gateway);
    const { items } = await client.send(new GetSdkTypesCommand({}));
    expect(items?.map(({ id }) => id)).toEqual(["javascript", "typescript", "python"]);
    const python = await client.send(new GetSdkTypeCommand({ id: "python" }));
    expect(python.configurationProperties).toMatchObject([{ name: "packageName", defaultValue: "api_client" }]);
    const java = client.send(new GetSdkCommand({ restApiId, stageName: "prod", sdkType: "java" }));
    await expect(java).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
    const cobol = client.send(new GetSdkCommand({ restApiId, stageName: "prod", sdkType: "cobol" }));
    await expect(cobol).rejects.toMatchObject({ name: "NotFoundException" });
    const parameters = { packageName: "../x" };
    const bad = client.send(new GetSdkCommand({ restApiId, stageName: "prod", sdkType: "python", parameters }));
    await expect(bad).rejects.toMatchObject({ name: "BadRequestException" });
  });

  it("in JavaScript: calls, signs, sends its key, and throws errors, in Node.js", async () => {
    const { path } = await unpacked("javascript");
    await writeFile(join(path, "main.js"), script("apigClient.js", "console.log(JSON.stringify(seen));"));
    const { stdout, stderr } = await run(process.execPath, [join(path, "main.js")]);
    expect([stderr, JSON.parse(stdout)]).toEqual(["", SEEN]);
  });

  it("in JavaScript: does the same in a worker, as a function", async () => {
    const { files } = await unpacked("javascript");
    const calls = script("apigClient.js", "return seen;");
    const [, imported = "", body = ""] = /^\n(import .*?;)\n([^]*)$/.exec(calls) ?? [];
    const index = `${imported}\nexport const handler = async () => {${body}\n};`;
    const FunctionName = await createFunction(gateway, { ...files, "index.mjs": index });
    const { Payload } = await lambda(gateway).send(new InvokeCommand({ FunctionName }));
    expect(JSON.parse(new TextDecoder().decode(Payload))).toEqual(SEEN);
  });

  it("in TypeScript: is strictly typed from the models, and runs", async () => {
    const { path } = await unpacked("typescript");
    const types = `
import { apigClientFactory, type Pet } from "./apigClient.ts";
const client = apigClientFactory.newClient();
const pet: Pet = { kind: "it's", "odd-name": [{ kind: "cat" }], weight: null };
export const fine = async (): Promise<"cat" | "it's"> => (await client.changePet({ petId: 1 }, pet)).data.kind;
// @ts-expect-error the kind is none of the enumeration
await client.changePet({ petId: 1 }, { kind: "dog" });
// @ts-expect-error a required parameter is missing
await client.petsPetIdGet({ petId: 1 });
`;
    await writeFile(join(path, "types.ts"), types);
    const compiled = await run(join(ROOT, "node_modules/.bin/tsc"), ["-p", path]);
    expect([compiled.status, compiled.stdout]).toEqual([0, ""]);
    await writeFile(join(path, "dist/main.js"), script("apigClient.js", "console.log(JSON.stringify(seen));"));
    await writeFile(join(path, "dist/package.json"), '{"type":"module"}');
    const { stdout, stderr } = await run(process.execPath, [join(path, "dist/main.js")]);
    expect([stderr, JSON.parse(stdout)]).toEqual(["", SEEN]);
  });

  it.skipIf(!isOnPath("python3"))("in Python: the same, with nothing but the standard library", async () => {
    const { path } = await unpacked("python");
    const main = `
import json
from api_client import ApiError, Client

client = Client(${JSON.stringify(invokeUrl)}, "test", "test", api_key=${JSON.stringify(apiKey)})
seen = []
def note(call, **given):
    try:
        answer = call(**given)
        seen.append([answer.status, answer.data["method"], answer.data.get("trace") or answer.data["body"]])
    except ApiError as error:
        seen.append([error.status, error.data])
note(client.root_get)
note(client.pets_pet_id_get, pet_id="a b/ü'", class_="x y", page=2, x_trace_id="t1")
note(client.change_pet, pet_id=7, body={"kind": "cat"})
note(client.files_path_patch, path="a/b c", body="text")
note(client.signed_name_put, name="a b(c)*", body={"n": 1})
note(Client(${JSON.stringify(invokeUrl)}).signed_name_put, name="x")
note(client.delete)
print(json.dumps(seen))
`;
    await writeFile(join(path, "main.py"), main);
    const { stdout, stderr } = await run("python3", [join(path, "main.py")]);
    const expected = SEEN.slice(0, -1).map((one) => (one[2] === '{"n":1}' ? [200, "PUT", '{"n": 1}'] : one));
    expected[2] = [200, "POST", '{"kind": "cat"}'];
    expect([stderr, JSON.parse(stdout)]).toEqual(["", expected]);
  });
});
