import { expect, it } from "vitest";
import { restClient } from "../../support/rest-call.ts";
import { imported } from "../../support/rest-document.ts";

const DEEP = 20_000;
const head = '"openapi":"3.0.1","info":{"title":"deep","version":"1"},"paths":{}';
const nested = (open: string, inner: string, close: string): string =>
  `${open.repeat(DEEP)}${inner}${close.repeat(DEEP)}`;
const schema = `{"type":"object","properties":{"a":${nested('{"properties":{"a":', "{}", "}}")}}}`;

it.each([
  ["an extension of a document", `{${head},"x-own":${nested("[", "1", "]")}}`],
  ["a document's schema", `{${head},"components":{"schemas":{"A":${schema}}}}`],
])("%s that nests too deeply to be followed is refused", async (_what, text) => {
  const { status, code, body } = await imported(restClient(), text);
  expect([status, code]).toEqual([400, "BadRequestException"]);
  expect(body["message"]).toBe("Invalid OpenAPI input: lists and objects stand more than 1000 deep within each other");
});

it("so is one in YAML", async () => {
  const text = `openapi: 3.0.1\ninfo: {title: deep, version: "1"}\npaths: {}\nx-own: ${nested("[", "1", "]")}`;
  expect(await imported(restClient(), text)).toMatchObject({ status: 400, code: "BadRequestException" });
});

it("so is a model", async () => {
  const send = restClient();
  const { body } = await send("CreateRestApi", { name: "deep" });
  const model = { restApiId: body["id"], name: "deep", contentType: "application/json", schema };
  expect(await send("CreateModel", model)).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining("Invalid model schema specified") },
  });
});
