import { describe, expect, it } from "vitest";
import { restClient } from "../../support/rest-call.ts";
import { document, imported, methodsOf, operation } from "../../support/rest-document.ts";
import { testDb } from "../../support/store.ts";
import { v2, v2Call } from "../../support/v2-call.ts";

/** A document whose default is a scheme that it lacks, and operations with a security of their own. */
const guarded = (security: object[] | undefined, integration: object): object =>
  document(
    { "/a": { get: operation({ security, "x-amazon-apigateway-integration": integration }) } },
    { security: [{ nobody: [] }] },
  );
const mock = { type: "mock" };
const proxy = { type: "http_proxy", httpMethod: "GET", uri: "https://example.com", payloadFormatVersion: "1.0" };

describe("an operation's security", () => {
  it("is none by the name NONE, as AWS SAM writes it over an API's default", async () => {
    const send = restClient();
    const { body } = await imported(send, guarded([{ NONE: [] }], mock));
    expect([body["warnings"], (await methodsOf(send, body["id"]))["GET /a"]]).toMatchObject([
      undefined,
      { authorizationType: "NONE", apiKeyRequired: false },
    ]);
    const call = v2Call(testDb);
    const { ApiId = "" } = await v2.ImportApi(call, { Body: JSON.stringify(guarded([{ NONE: [] }], proxy)) });
    expect((await v2.GetRoutes(call, { ApiId })).Items).toMatchObject([{ AuthorizationType: "NONE" }]);
  });

  it.each([
    ["#/paths/~1a/get/security/1/other", [{}, { other: [] }], "other"],
    ["#/security/0/nobody", undefined, "nobody"],
  ])("by a scheme that there is not is refused at %s", async (place, security, name) => {
    const message = `Invalid OpenAPI input. ${place}: no security scheme is named ${name}`;
    expect((await imported(restClient(), guarded(security, mock))).body["message"]).toBe(message);
    const Body = JSON.stringify(guarded(security, proxy));
    await expect(v2.ImportApi(v2Call(testDb), { Body })).rejects.toThrow(message);
  });
});

describe("a document without a title", () => {
  const untitled = JSON.stringify({ openapi: "3.0.1", paths: {} });

  it("leaves an API its name, and makes none", async () => {
    const send = restClient();
    const { body: api } = await imported(send, document({}));
    for (const mode of ["merge", "overwrite"]) {
      const put = await send("PutRestApi", { restApiId: api["id"], mode, body: untitled });
      expect(put.body["name"]).toBe("pets");
    }
    expect((await imported(send, untitled)).body["message"]).toBe("No Rest API name specified");
    const call = v2Call(testDb);
    const { ApiId = "" } = await v2.ImportApi(call, { Body: JSON.stringify(document({})) });
    expect((await v2.ReimportApi(call, { ApiId, Body: untitled })).Name).toBe("pets");
    await expect(v2.ImportApi(call, { Body: untitled })).rejects.toThrow("Invalid API name specified");
  });
});
