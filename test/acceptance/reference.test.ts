import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateDeploymentCommand, ImportRestApiCommand } from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiGateway } from "../support/clients.ts";
import { type Gateway, sharedGateway, startGateway } from "../support/gateway.ts";
import { createHttpApi } from "../support/http-api.ts";
import { request } from "../support/request.ts";

const PETSTORE = readFileSync(join(import.meta.dirname, "../../examples/petstore/petstore.json"), "utf8");

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ vars: { REFERENCE_PAGES: "on" } });
});
afterAll(() => gateway.stop());

async function petstore(on: Gateway, text = PETSTORE): Promise<string> {
  const client = apiGateway(on);
  const { id: restApiId = "" } = await client.send(new ImportRestApiCommand({ body: new TextEncoder().encode(text) }));
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: "prod" }));
  return restApiId;
}

describe("the reference of a stage's API", () => {
  it("is a page of its operations and models that loads nothing, runs nothing and names no backend", async () => {
    const id = await petstore(gateway);
    const page = await request(`${gateway.url}/reference/${id}/prod`);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'; /);
    for (const part of ["PetStore", "/pets/{petId}", "NewPet", id]) expect(page.text).toContain(part);
    expect(page.text).toMatch(/<code>page<\/code><\/td>\s*<td>query<\/td>/);
    expect(page.text).not.toMatch(/<script|src=|href=|url\(|stageVariables/);
  });

  it("escapes whatever a definition says", async () => {
    const evil = `"><script>alert('1')</script>`;
    const document = JSON.parse(PETSTORE) as {
      info: { title: string; description: string };
      components: { schemas: Record<string, { description?: string }> };
    };
    Object.assign(document.info, { title: evil, description: evil });
    for (const schema of Object.values(document.components.schemas)) schema.description = evil;
    const id = await petstore(gateway, JSON.stringify(document));
    const { text } = await request(`${gateway.url}/reference/${id}/prod`);
    expect(text).not.toContain("<script");
    const escaped = "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;";
    // In the title twice, in the description, and as JSON has it in every model.
    const models = Object.keys(document.components.schemas).length;
    expect(text.split(escaped)).toHaveLength(1 + 3 + models);
    expect(text.split(`\\${escaped}`)).toHaveLength(1 + models);
  });

  it("is there for HTTP APIs, and not for stages that do not exist", async () => {
    const { apiId } = await createHttpApi(gateway, { routes: { "GET /orders/{id}": "http://127.0.0.1:9" } });
    const page = await request(`${gateway.url}/reference/${apiId}/$default`);
    expect([page.status, page.text.includes("/orders/{id}"), page.text.includes("127.0.0.1:9")]).toEqual([
      200,
      true,
      false,
    ]);
    expect((await request(`${gateway.url}/reference/${apiId}/other`)).status).toBe(404);
    expect((await request(`${gateway.url}/reference/nosuchapi0/prod`)).status).toBe(404);
  });

  it("is off unless it is switched on", async () => {
    const shared = await sharedGateway();
    const id = await petstore(shared);
    expect((await request(`${shared.url}/reference/${id}/prod`)).status).toBe(403);
  });
});

describe("an API's answer on a management host", () => {
  it.each(["document", "iframe", "serviceworker"])(
    "has an origin of its own where a browser makes a %s of it",
    async (dest) => {
      const id = await petstore(gateway);
      const headers = { "sec-fetch-dest": dest };
      const page = await request(`${gateway.url}/execute-api/${id}/prod/`, { headers });
      expect([page.status, page.headers.get("content-security-policy")]).toEqual([200, "sandbox"]);
      const host = `${id}.execute-api.localhost:${gateway.port}`;
      const own = await request(`${gateway.url}/prod/`, { host, headers });
      expect([own.status, own.headers.get("content-security-policy")]).toEqual([200, undefined]);
    },
  );

  it("is left as it is where a program asks for it", async () => {
    const id = await petstore(gateway);
    const { headers } = await request(`${gateway.url}/execute-api/${id}/prod/`, {
      headers: { "sec-fetch-dest": "empty" },
    });
    expect(headers.get("content-security-policy")).toBeUndefined();
  });
});
