import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateApiKeyCommand,
  CreateDeploymentCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  ImportRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiGateway } from "../support/clients.ts";
import { isOnPath, run } from "../support/command.ts";
import { credentials, type Gateway, sharedGateway } from "../support/gateway.ts";
import { unpackSdk } from "../support/sdk.ts";
import { type UpstreamServer, startUpstream } from "../support/upstream-server.ts";

const ROOT = join(import.meta.dirname, "../..");
const program = ["chromium", "chromium-browser", "google-chrome"].find(isOnPath);
const skipped = program ? "" : " (skipped: no chromium on PATH)";

/** No text in any encoding. */
const BYTES = [0x89, 0x50, 0x00, 0xff];
/** What browsers ask for before they send such requests to another origin. */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET,PUT,POST",
  "access-control-allow-headers": "accept,authorization,content-type,x-amz-date,x-api-key",
};

let gateway: Gateway;
let upstream: UpstreamServer;
let folder: string;
let restApiId: string;
let apiKey: string;
let invokeUrl: string;

/** Names that are none in programs, paths with slashes, models that name themselves, bytes, keys and signatures together. */
function document(backend: string): object {
  const integration = { type: "http_proxy", httpMethod: "ANY", uri: `${backend}/echo` };
  const json = (model: string): object => ({
    content: { "application/json": { schema: { $ref: `#/components/schemas/${model}` } } },
  });
  const operation = (more: object = {}): object => ({
    responses: { "200": { description: "ok" } },
    "x-amazon-apigateway-integration": integration,
    ...more,
  });
  const openedToPages = { options: operation() };
  const image = { content: { "image/png": { schema: { type: "string", format: "binary" } } } };
  return {
    openapi: "3.0.1",
    info: { title: "awkward", version: "1" },
    paths: {
      "/a-b/{x-id}": {
        get: operation({
          parameters: [
            { name: "tag", in: "query" },
            { name: "class", in: "query" },
          ],
        }),
        ...openedToPages,
      },
      "/files/{path+}": { get: operation({ operationId: "timeout" }), ...openedToPages },
      "/trees": { post: operation({ operationId: "plant", requestBody: json("Tree") }) },
      "/pets": { post: operation({ operationId: "adopt", requestBody: json("Pet") }), ...openedToPages },
      "/images/{id}": { put: operation({ requestBody: image }), ...openedToPages },
      "/guarded": { post: operation({ security: [{ signed: [], key: [] }] }), ...openedToPages },
    },
    components: {
      securitySchemes: {
        signed: { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "awsSigv4" },
        key: { type: "apiKey", name: "x-api-key", in: "header" },
      },
      schemas: {
        DEFAULTS: { type: "object" },
        Tree: { type: "object", additionalProperties: { $ref: "#/components/schemas/Tree" } },
        Animal: {
          type: "object",
          required: ["kind"],
          properties: { kind: { type: "string", enum: ["cat", "dog"] } },
        },
        Pet: {
          allOf: [
            { $ref: "#/components/schemas/Animal" },
            {
              type: "object",
              properties: {
                "nick-name": { type: "string", nullable: true },
                age: { oneOf: [{ type: "integer" }, { type: "string" }] },
              },
            },
          ],
        },
      },
    },
    "x-amazon-apigateway-binary-media-types": ["image/png"],
    "x-amazon-apigateway-gateway-responses": {
      DEFAULT_4XX: { responseParameters: { "gatewayresponse.header.access-control-allow-origin": "'*'" } },
    },
  };
}

beforeAll(async () => {
  [gateway, upstream, folder] = await Promise.all([
    sharedGateway(),
    startUpstream(),
    mkdtemp(join(tmpdir(), "tollgate-sdk-")),
  ]);
  const client = apiGateway(gateway);
  const body = new TextEncoder().encode(JSON.stringify(document(upstream.url)));
  restApiId = (await client.send(new ImportRestApiCommand({ body }))).id ?? "";
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: "prod" }));
  const key = await client.send(new CreateApiKeyCommand({ name: "awkward", enabled: true }));
  const apiStages = [{ apiId: restApiId, stage: "prod" }];
  const plan = await client.send(new CreateUsagePlanCommand({ name: "awkward", apiStages }));
  await client.send(new CreateUsagePlanKeyCommand({ usagePlanId: plan.id, keyId: key.id, keyType: "API_KEY" }));
  apiKey = key.value ?? "";
  invokeUrl = `${gateway.url}/execute-api/${restApiId}/prod`;
  upstream.answer(({ method, url, headers, body: sent }) => {
    if (headers["content-type"] === "image/png")
      return { headers: { "content-type": "image/png", ...CORS }, body: sent };
    const echo = { method, url, key: headers["x-api-key"], body: sent.toString() };
    return { headers: { "content-type": "application/json", ...CORS }, body: JSON.stringify(echo) };
  });
});
afterAll(async () => {
  await upstream.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The calls of the clients in JavaScript: statements that fill `seen`. */
const calls = (): string => `
const client = apigClientFactory.newClient({
  invokeUrl: ${JSON.stringify(invokeUrl)},
  accessKey: ${JSON.stringify(credentials.accessKeyId)},
  secretKey: ${JSON.stringify(credentials.secretAccessKey)},
  apiKey: ${JSON.stringify(apiKey)},
});
const seen = [];
seen.push((await client.aBXIdGet({ "x-id": "1", tag: ["b c", "a"], class: "k" })).data.url);
seen.push((await client.timeout({ path: "a/b c" })).data.method);
seen.push((await client.adopt({}, { kind: "dog", "nick-name": null })).data.body);
const image = (await client.imagesIdPut({ id: 7 }, new Blob([new Uint8Array(${JSON.stringify(BYTES)})]))).data;
seen.push([image instanceof Uint8Array, ...image]);
seen.push((await client.guardedPost({}, new Uint8Array([1, 2]))).status);
seen.push(await apigClientFactory.newClient({ invokeUrl: ${JSON.stringify(invokeUrl)} }).guardedPost().catch((error) => error.status));
`;

const SEEN = ["/echo?class=k&tag=a&tag=b%20c", "GET", '{"kind":"dog","nick-name":null}', [true, ...BYTES], 200, 403];

describe("a client of an API with awkward names, types and bodies", () => {
  it("in TypeScript: is strictly typed, trees that name themselves too, and runs", async () => {
    const { path } = await unpackSdk(gateway, restApiId, "typescript", folder);
    const types = `
import { apigClientFactory, type Pet, type Tree } from "./apigClient.ts";
const client = apigClientFactory.newClient();
export const tree: Tree = { left: {}, right: { left: {} } };
export const pet: Pet = { kind: "cat", "nick-name": null, age: "old" };
await client.plant({}, tree);
await client.aBXIdGet({ "x-id": 1, tag: ["a", 2, true] });
await client.imagesIdPut({ id: 1 }, new Blob());
// @ts-expect-error a tree has trees only
await client.plant({}, { left: 1 });
// @ts-expect-error of all that a pet is, the kind is missing
await client.adopt({}, { age: 1 });
// @ts-expect-error a path has one value
await client.aBXIdGet({ "x-id": [1] });
`;
    await writeFile(join(path, "types.ts"), types);
    const compiled = await run(join(ROOT, "node_modules/.bin/tsc"), ["-p", path]);
    expect([compiled.status, compiled.stdout]).toEqual([0, ""]);
    const main = `import { apigClientFactory } from "./apigClient.js";${calls()}console.log(JSON.stringify(seen));`;
    await writeFile(join(path, "dist/main.js"), main);
    await writeFile(join(path, "dist/package.json"), '{"type":"module"}');
    const { stdout, stderr } = await run(process.execPath, [join(path, "dist/main.js")]);
    expect([stderr, JSON.parse(stdout)]).toEqual(["", SEEN]);
  });

  it.skipIf(!isOnPath("python3"))("in Python: compiles and runs, and takes no path for another", async () => {
    const { path } = await unpackSdk(gateway, restApiId, "python", folder);
    const main = `
import json
from api_client import ApiError, Client

client = Client(${JSON.stringify(invokeUrl)}, "test", "test", api_key=${JSON.stringify(apiKey)})
seen = [
    client.a_b_x_id_get(x_id="1", tag=["b c", "a"], class_="k").data["url"],
    client.timeout_(path="a/b c").data["method"],
    client.adopt(body={"kind": "dog", "nick-name": None}).data["body"],
]
image = client.images_id_put(id=7, body=bytes(${JSON.stringify(BYTES)})).data
seen.append([isinstance(image, bytes), *image])
seen.append(client.guarded_post(body=bytes([1, 2])).status)
try:
    Client(${JSON.stringify(invokeUrl)}).guarded_post()
except ApiError as error:
    seen.append(error.status)
try:
    client.timeout_(path="a/../b")
except ValueError as error:
    seen.append(str(error))
print(json.dumps(seen))
`;
    await writeFile(join(path, "main.py"), main);
    const { stdout, stderr } = await run("python3", ["-W", "error", join(path, "main.py")]);
    const expected = SEEN.with(2, '{"kind": "dog", "nick-name": null}');
    expect([stderr, JSON.parse(stdout)]).toEqual(["", [...expected, "not a path parameter: a/../b"]]);
  });
});

describe(`a client in a browser${skipped}`, { skip: program === undefined }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: (await run("which", [program ?? ""])).stdout.trim(),
      args: ["--no-sandbox", "--disable-gpu"],
    });
  });
  afterAll(() => browser.close());

  it("calls, signs and sends its key from a page of another origin", async () => {
    const { files } = await unpackSdk(gateway, restApiId, "javascript", folder);
    const site = await startUpstream();
    site.answer(({ url }) => {
      const file = files[url.slice(1)];
      return file === undefined
        ? { headers: { "content-type": "text/html" }, body: "<!doctype html><title>page</title>" }
        : { headers: { "content-type": "text/javascript" }, body: file };
    });
    try {
      const page = await browser.newPage();
      await page.goto(site.url);
      const script = `(async () => { const { apigClientFactory } = await import("/apigClient.js");${calls()}return seen; })()`;
      expect(await page.evaluate(script)).toEqual(SEEN);
    } finally {
      await site.stop();
    }
  });
});
