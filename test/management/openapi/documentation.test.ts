import { describe, expect, it } from "vitest";
import { restClient } from "../../support/rest-call.ts";
import { document, imported, operation } from "../../support/rest-document.ts";

// Rules of AWS's developer guide ("Representation of API documentation in API Gateway", "Import API documentation").

type Properties = Record<string, unknown>;

/** An API of two resources with a parameter each, its parts, and what a stage with a version of them is exported as. */
async function documented(parts: [location: object, properties: Properties][]) {
  const send = restClient();
  const get = operation({
    parameters: [{ name: "page", in: "query" }],
    responses: { "200": {}, "400": {} },
  });
  const { body: api } = await imported(send, document({ "/pets": { get }, "/pets/{id}": { get, put: get } }));
  const restApiId = api["id"];
  for (const [location, properties] of parts) {
    await send("CreateDocumentationPart", { restApiId, location, properties: JSON.stringify(properties) });
  }
  await send("CreateDocumentationVersion", { restApiId, documentationVersion: "1" });
  const { body: deployment } = await send("CreateDeployment", { restApiId });
  await send("CreateStage", { restApiId, stageName: "s", deploymentId: deployment["id"], documentationVersion: "1" });
  return (await send("GetExport", { restApiId, stageName: "s", exportType: "oas30" })).body;
}

const said = (description: string): Properties => ({ description });

describe("what an export says of an entity without a documentation part of its own", () => {
  it("is what the most specific path above it says, then the status code", async () => {
    const exported = await documented([
      [{ type: "RESPONSE", statusCode: "400" }, said("anything is wrong")],
      [{ type: "RESPONSE", path: "/pets" }, said("an answer about pets")],
      [{ type: "RESPONSE", path: "/pets", statusCode: "400" }, said("something about pets is wrong")],
      [{ type: "RESPONSE", path: "/pets/{id}" }, said("an answer about a pet")],
      [{ type: "RESPONSE", path: "/pets/{id}", method: "PUT", statusCode: "200" }, said("changed")],
    ]);
    const pets = { "200": said("an answer about pets"), "400": said("something about pets is wrong") };
    const pet = { "200": said("an answer about a pet"), "400": said("an answer about a pet") };
    expect(exported["paths"]).toMatchObject({
      "/pets": { get: { responses: pets } },
      "/pets/{id}": { get: { responses: pet }, put: { responses: { ...pet, "200": said("changed") } } },
    });
  });

  it("is of methods and parameters too, by name, and never of a path beside it", async () => {
    const exported = await documented([
      [{ type: "METHOD", path: "/pets" }, { summary: "pets" }],
      [{ type: "METHOD", path: "/pet" }, { summary: "wrong" }],
      [{ type: "QUERY_PARAMETER", name: "page" }, said("from 1")],
      [{ type: "QUERY_PARAMETER", name: "size" }, said("wrong")],
    ]);
    const parameters = [expect.objectContaining({ name: "page", description: "from 1" })];
    expect(exported["paths"]).toMatchObject({
      "/pets": { get: { summary: "pets", parameters } },
      "/pets/{id}": { put: { summary: "pets" } },
    });
  });
});

describe("documentation that is merged", () => {
  it("changes what it says, and leaves the rest of a part as it was", async () => {
    const send = restClient();
    const { body: api } = await imported(send, document({ "/": { get: operation() } }));
    const restApiId = api["id"];
    const put = (mode: string, properties: Properties) => {
      const documentationParts = [{ location: { type: "API" }, properties }];
      const body = JSON.stringify(document({}, { "x-amazon-apigateway-documentation": { documentationParts } }));
      return send("ImportDocumentationParts", { restApiId, mode, body });
    };
    const part = async (): Promise<unknown> => {
      const { body } = await send("GetDocumentationParts", { restApiId, type: "API" });
      return JSON.parse((body["item"] as { properties: string }[])[0]?.properties ?? "");
    };
    await put("overwrite", { description: "pets", owner: "ann" });
    await put("merge", { description: "all pets" });
    expect(await part()).toEqual({ description: "all pets", owner: "ann" });
    await put("overwrite", { description: "pets" });
    expect(await part()).toEqual({ description: "pets" });
  });
});
