import { describe, expect, it } from "vitest";
import { restClient } from "../../support/rest-call.ts";
import { FUNCTION, imported, methodsOf } from "../../support/rest-document.ts";
import { testDb } from "../../support/store.ts";
import { v2, v2Call } from "../../support/v2-call.ts";

// Warnings as AWS words them, seen in public answers of ImportRestApi and ImportApi.

const integration = { type: "http_proxy", httpMethod: "GET", uri: "https://example.com", payloadFormatVersion: "1.0" };
const operation = (more: object = {}): object => ({
  responses: { "200": { description: "ok" } },
  "x-amazon-apigateway-integration": integration,
  ...more,
});
const document = (get: object, more: object = {}, path = "/area/{zip}"): string =>
  JSON.stringify({ openapi: "3.0.1", info: { title: "t", version: "1" }, paths: { [path]: { get } }, ...more });

const missing = {
  responses: {
    "200": { description: "ok", content: { "application/json": { schema: { $ref: "#/components/schemas/Nothing" } } } },
  },
};

describe("the import of a REST API warns", () => {
  it.each([
    ["nothing", document(operation()), undefined],
    [
      "a member that a parameter does not have",
      document(operation({ parameters: [{ name: "zip", in: "path", required: true, type: "string" }] })),
      ["Parse issue: attribute paths.'/area/{zip}'(get).parameters.[zip].type is unexpected"],
    ],
    [
      "members that documents, their components and operations do not have",
      document(operation({ consumes: [] }), { host: "example.com", components: { invalid_key: "a" } }),
      [
        "Parse issue: attribute host is unexpected",
        "Parse issue: attribute components.invalid_key is unexpected",
        "Parse issue: attribute paths.'/area/{zip}'(get).consumes is unexpected",
      ],
    ],
    [
      "more than one server",
      document(operation(), { servers: [{ url: "https://a.example.com" }, { url: "https://b.example.com" }] }),
      ["More than one server provided. Ignoring all but the first for defining endpoint configuration"],
    ],
    [
      "servers that are no list, which it passes over",
      document(operation(), { servers: { variables: {} } }),
      ["Parse issue: attribute servers is not of type `array`"],
    ],
    [
      "a model that is missing, which it leaves out",
      document(operation(missing)),
      [
        "Parse issue: attribute paths.'/area/{zip}'(get).responses.200.content.schema.#/components/schemas/Nothing is missing",
        "Reference to model 'Nothing' not found. Ignoring.",
      ],
    ],
  ])("of %s", async (_what, body, warnings) => {
    const answer = await restClient()("ImportRestApi", { body });
    expect([answer.status, answer.body["warnings"]]).toEqual([201, warnings]);
  });

  it("of a second authorizer of a method: the first that it names is its own", async () => {
    const send = restClient();
    const scheme = { type: "apiKey", name: "Auth", in: "header" };
    const securitySchemes = {
      own: { ...scheme, "x-amazon-apigateway-authorizer": { type: "token", authorizerUri: FUNCTION } },
      signed: { ...scheme, "x-amazon-apigateway-authtype": "awsSigv4" },
    };
    const get = operation({ security: [{ own: [] }, { signed: [] }] });
    const { body } = await imported(send, document(get, { components: { securitySchemes } }, "/a"));
    expect(body["warnings"]).toEqual([
      "Security scheme 'signed' of resource '/a' and method 'GET' was ignored: a method has one authorizer",
    ]);
    expect((await methodsOf(send, body["id"]))["GET /a"]).toMatchObject({ authorizationType: "CUSTOM" });
  });

  it("beside the errors that it refuses a document with", async () => {
    const schema = { type: "object", properties: { a: { $ref: "https://example.com/other.json" } } };
    const parameters = [
      { name: "sid", in: "cookie" },
      { name: "page[size]", in: "query" },
    ];
    const body = document(operation({ parameters }), { components: { schemas: { Pet: schema } } }, "/a");
    expect((await restClient()("ImportRestApi", { body })).body["message"]).toBe(
      "Errors found during import:" +
        "\n\tUnable to create model for 'Pet': Invalid model specified: Validation Result: warnings : [], errors : [Model reference must be in canonical form]" +
        "\n\tUnable to put method 'GET' on resource at path '/a': Invalid mapping expression specified: Validation Result: warnings : [], errors : [Parameter name should match the following regular expression: ^[a-zA-Z0-9._$-]+$]" +
        "\nAdditionally, these warnings were found:" +
        "\n\tParameter 'sid' in 'cookie' of resource '/a' and method 'GET' is not supported and was ignored",
    );
  });
});

describe("the import of an HTTP API warns", () => {
  it("of a schema that is missing, and fails with it where it is told to", async () => {
    const call = v2Call(testDb);
    const Body = document(operation(missing), {}, "/update");
    const warning =
      "Parse issue: attribute paths.'/update'(get).responses.200.content.schema.#/components/schemas/Nothing is missing";
    expect((await v2.ImportApi(call, { Body })).Warnings).toEqual([warning]);
    const refused = v2.ImportApi(call, { Body, FailOnWarnings: true });
    await expect(refused).rejects.toThrow(`Warnings found during import:\n\t${warning}`);
  });

  it("of $default without a slash, and makes the route", async () => {
    const call = v2Call(testDb);
    const { ApiId = "", Warnings } = await v2.ImportApi(call, { Body: document(operation(), {}, "$default") });
    expect(Warnings).toEqual(["Parse issue: attribute paths. Resource $default should start with /"]);
    expect((await v2.GetRoutes(call, { ApiId })).Items).toMatchObject([{ RouteKey: "$default" }]);
  });
});
