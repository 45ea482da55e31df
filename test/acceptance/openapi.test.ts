import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateDeploymentCommand,
  GetExportCommand,
  GetResourcesCommand,
  ImportRestApiCommand,
  PutRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { ExportApiCommand, ImportApiCommand } from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aws, awsEnvironment, describeWithAws } from "../support/aws-cli.ts";
import { apiGateway, apiGatewayV2 } from "../support/clients.ts";
import { run } from "../support/command.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";
import { type UpstreamServer, startUpstream } from "../support/upstream-server.ts";

const PETSTORE = join(import.meta.dirname, "../../examples/petstore");

let gateway: Gateway;
let upstream: UpstreamServer;
let folder: string;
beforeAll(async () => {
  [gateway, upstream, folder] = await Promise.all([
    sharedGateway(),
    startUpstream(),
    mkdtemp(join(tmpdir(), "tollgate-openapi-")),
  ]);
});
afterAll(async () => {
  await upstream.stop();
  await rm(folder, { recursive: true, force: true });
});

/** An HTTP API with one route that leads to the upstream. */
const httpDocument = (path: string): string =>
  JSON.stringify({
    openapi: "3.0.1",
    info: { title: "orders", version: "1" },
    paths: {
      [path]: {
        get: {
          "x-amazon-apigateway-integration": {
            type: "http_proxy",
            httpMethod: "GET",
            uri: `${upstream.url}/backend`,
            payloadFormatVersion: "1.0",
          },
        },
      },
    },
  });

describe("an OpenAPI document, with the SDK", () => {
  it("becomes a REST API that answers; what is exported is the same API when it is imported again", async () => {
    const client = apiGateway(gateway);
    const body = await readFile(join(PETSTORE, "petstore.json"));
    const exported: Uint8Array[] = [];
    let next: Uint8Array = body;
    for (let turn = 0; turn < 2; turn++) {
      const { id: restApiId } = await client.send(new ImportRestApiCommand({ body: next }));
      const variables = { backend: `127.0.0.1:${upstream.port}` };
      await client.send(new CreateDeploymentCommand({ restApiId, stageName: "test", variables }));
      upstream.answer({ headers: { "content-type": "application/json" }, body: `{"turn":${turn}}` });
      const answer = await request(`${gateway.url}/execute-api/${restApiId}/test/pets/7`);
      expect([answer.json(), upstream.last().url]).toEqual([{ turn }, "/pets/7"]);
      const parameters = { extensions: "apigateway" };
      const exporting = new GetExportCommand({ restApiId, stageName: "test", exportType: "oas30", parameters });
      next = (await client.send(exporting)).body ?? new Uint8Array();
      exported.push(next);
    }
    const [first, second] = exported.map((document) => withoutAddress(document));
    expect(second).toEqual(first);
  });

  it("is merged into an API, or replaces it", async () => {
    const client = apiGateway(gateway);
    const body = await readFile(join(PETSTORE, "petstore.json"));
    const { id: restApiId } = await client.send(new ImportRestApiCommand({ body }));
    const mock = { "x-amazon-apigateway-integration": { type: "mock" } };
    const more = { openapi: "3.0.1", info: { title: "more" }, paths: { "/shops": { get: mock } } };
    const put = (mode: "merge" | "overwrite") =>
      client.send(new PutRestApiCommand({ restApiId, mode, body: new TextEncoder().encode(JSON.stringify(more)) }));
    const paths = async () =>
      (await client.send(new GetResourcesCommand({ restApiId }))).items?.map(({ path }) => path);
    await put("merge");
    expect((await paths())?.toSorted()).toEqual(["/", "/pets", "/pets/{petId}", "/shops"]);
    await put("overwrite");
    expect((await paths())?.toSorted()).toEqual(["/", "/shops"]);
  });

  it("becomes an HTTP API, and is exported as YAML", async () => {
    const client = apiGatewayV2(gateway);
    const { ApiId } = await client.send(new ImportApiCommand({ Body: httpDocument("/orders") }));
    const answer = await client.send(
      new ExportApiCommand({ ApiId, Specification: "OAS30", OutputType: "YAML", IncludeExtensions: true }),
    );
    expect(new TextDecoder().decode(answer.body)).toMatch(/^openapi: "3\.0\.1"\n/);
  });
});

/** A document without where its API answers. */
function withoutAddress(document: Uint8Array): unknown {
  const { servers, ...rest }: { servers: unknown } = JSON.parse(new TextDecoder().decode(document));
  expect(servers).toHaveLength(1);
  return rest;
}

describeWithAws("an OpenAPI document, with the AWS CLI", () => {
  const v1 = (...args: string[]) => aws<Record<string, unknown>>(gateway, ["apigateway", ...args], folder);
  const v2 = (...args: string[]) => aws<Record<string, unknown>>(gateway, ["apigatewayv2", ...args], folder);

  it("is imported, deployed, replaced and exported by commands as tutorials write them", async () => {
    await writeFile(join(folder, "pets.json"), await readFile(join(PETSTORE, "petstore.json")));
    const api = String((await v1("import-rest-api", "--body", "file://pets.json"))["id"]);
    await v1("put-rest-api", "--rest-api-id", api, "--mode", "overwrite", "--body", "file://pets.json");
    await v1("create-deployment", "--rest-api-id", api, "--stage-name", "prod");
    expect((await request(`${gateway.url}/execute-api/${api}/prod/`)).text).toContain("<h1>Pet store</h1>");
    const stage = ["--rest-api-id", api, "--stage-name", "prod"];
    for (const [type, first] of [
      ["oas30", "openapi: "],
      ["swagger", "swagger: "],
    ] as const) {
      await v1("get-export", ...stage, "--export-type", type, "--accepts", "application/yaml", `${type}.yaml`);
      expect(await readFile(join(folder, `${type}.yaml`), "utf8")).toContain(first);
    }
    const exported = await v1("import-rest-api", "--body", "file://swagger.yaml");
    expect(exported).toMatchObject({ name: "PetStore", version: "1.0.0" });
  });

  it("is imported and imported again as an HTTP API", async () => {
    await writeFile(join(folder, "orders.json"), httpDocument("/orders"));
    const api = String((await v2("import-api", "--body", "file://orders.json"))["ApiId"]);
    await v2("create-stage", "--api-id", api, "--stage-name", "$default", "--auto-deploy");
    upstream.answer({ status: 202 });
    const status = async (path: string) => (await request(`${gateway.url}/execute-api/${api}${path}`)).status;
    expect([await status("/orders"), await status("/shops")]).toEqual([202, 404]);
    await writeFile(join(folder, "shops.json"), httpDocument("/shops"));
    await v2("reimport-api", "--api-id", api, "--body", "file://shops.json");
    expect([await status("/orders"), await status("/shops")]).toEqual([404, 202]);
  });
});

describeWithAws("examples/petstore", () => {
  it("is loaded by one command, and every route answers", async () => {
    const loaded = await run(join(PETSTORE, "load.sh"), [], {
      env: { ...awsEnvironment, AWS_ENDPOINT_URL: gateway.url, PETSTORE_BACKEND: `127.0.0.1:${upstream.port}/shop` },
    });
    expect([loaded.status, loaded.stderr.includes("rror")]).toEqual([0, false]);
    const url = loaded.stdout.trim();
    upstream.reset();
    const page = await request(`${url}/`);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html"]);
    const body = '{"type":"dog","price":12}';
    const headers = { "content-type": "application/json" };
    for (const [method, path, more] of [
      ["GET", "/pets?type=dog&page=2", {}],
      ["POST", "/pets", { body, headers }],
      ["GET", "/pets/3", {}],
    ] as const) {
      const answer = await request(`${url}${path}`, { method, ...more });
      expect([answer.status, answer.json()]).toEqual([200, { ok: true }]);
      expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    }
    const reached = upstream.requests.map(({ method, url: at, body: sent }) => [method, at, sent.toString()]);
    expect(reached).toEqual([
      ["GET", "/shop/pets?type=dog&page=2", ""],
      ["POST", "/shop/pets", body],
      ["GET", "/shop/pets/3", ""],
    ]);
    const allowed = await request(`${url}/pets/3`, { method: "OPTIONS" });
    expect(allowed.headers.get("access-control-allow-methods")).toBe("GET,OPTIONS");
  });
});
