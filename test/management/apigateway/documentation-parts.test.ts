import { describe, expect, it } from "vitest";
import { mockApi } from "../../support/rest-api.ts";

// Recorded from AWS (localstack's snapshots), unless a test says otherwise.

const PLACES = "x-amazon-apigateway-documentation";

/** A document that describes its parts twice: in its own words, and in the extension, which names no path. */
const document = (documentationParts: object[]) =>
  JSON.stringify({
    openapi: "3.0.1",
    info: { title: "words", version: "1", description: "in the document" },
    paths: {
      "/": { get: { description: "in the document", responses: { "200": { description: "in the document" } } } },
    },
    [PLACES]: { documentationParts },
  });

const listed = [
  { location: { type: "RESPONSE", method: "GET", statusCode: "200" }, properties: { description: "listed" } },
  { location: { type: "METHOD", method: "GET" }, properties: { description: "listed" } },
  { location: { type: "API" }, properties: { description: "listed" } },
];

interface Part {
  id: string;
  location: Record<string, string>;
  properties: string;
}

describe("documentation parts that are imported", () => {
  it("lie at the root where they name no path, and win over what the document says at their place", async () => {
    const { send, restApiId } = await mockApi();
    const imported = await send("ImportDocumentationParts", { restApiId, mode: "overwrite", body: document(listed) });
    expect(imported.status).toBe(200);
    // No list of warnings where there are none.
    expect(Object.keys(imported.body)).toEqual(["ids"]);
    const parts = (await send("GetDocumentationParts", { restApiId })).body["item"] as Part[];
    expect(parts.map(({ id }) => id)).toEqual(imported.body["ids"]);
    expect(parts.map(({ location, properties }) => [location, JSON.parse(properties)])).toEqual([
      [{ type: "API" }, { description: "listed" }],
      [{ type: "METHOD", path: "/", method: "GET" }, { description: "listed" }],
      [{ type: "RESPONSE", path: "/", method: "GET", statusCode: "200" }, { description: "listed" }],
    ]);
  });

  it("are refused at a place that is none (a rule of this gateway)", async () => {
    const { send, restApiId } = await mockApi();
    for (const location of [{ type: "PLANET" }, { type: "API", path: "/" }, {}]) {
      const body = document([{ location, properties: { description: "lost" } }]);
      const answer = await send("ImportDocumentationParts", { restApiId, mode: "merge", body });
      expect([answer.status, answer.code]).toEqual([400, "BadRequestException"]);
    }
    expect((await send("GetDocumentationParts", { restApiId })).body["item"]).toEqual([]);
  });

  it("come from no text that is no document: it is refused with the place", async () => {
    const { send, restApiId } = await mockApi();
    for (const [body, line] of [
      ["{'key:value}", 1],
      ['a:\n  - "b" c\n d', 2],
    ]) {
      const { status, body: answer } = await send("ImportDocumentationParts", { restApiId, mode: "overwrite", body });
      const message = expect.stringContaining(`Unable to build importer with provided input. line ${line}, column `);
      expect([status, answer["message"]]).toEqual([400, message]);
    }
  });
});

describe("documentation parts", () => {
  it("are listed in the order of their places, whatever the order they were made in", async () => {
    const { send, restApiId } = await mockApi();
    const places = [
      { type: "RESOURCE", path: "/ä" },
      { type: "MODEL", name: "Pet" },
      { type: "RESOURCE", path: "/" },
      { type: "API" },
    ];
    for (const location of places) {
      await send("CreateDocumentationPart", { restApiId, location, properties: '{"description":"x"}' });
    }
    const seen: unknown[] = [];
    let position: unknown;
    do {
      const page = await send("GetDocumentationParts", { restApiId, limit: 1, ...(position ? { position } : {}) });
      seen.push(...(page.body["item"] as Part[]).map(({ location }) => location));
      position = page.body["position"];
    } while (position !== undefined);
    expect(seen).toEqual([places[3], places[1], places[2], places[0]]);
  });
});
