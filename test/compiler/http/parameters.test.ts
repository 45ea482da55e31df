import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileHttpIntegration } from "../../../src/compiler/http/integration.ts";
import { parseParameterKey, parseResponseStatus } from "../../../src/compiler/http/parameter-key.ts";
import { parseParameterValue } from "../../../src/compiler/http/parameter-value.ts";
import { functionUri } from "../../support/function-uri.ts";

describe("the key of a parameter mapping", () => {
  it.each([
    ["append:header.X-A", { on: "header", action: "append", name: "X-A" }],
    ["overwrite:querystring.a b", { on: "querystring", action: "overwrite", name: "a b" }],
    ["remove:querystring.x.y", { on: "querystring", action: "remove", name: "x.y" }],
    ["overwrite:path", { on: "path", action: "overwrite" }],
  ])("%s of a request is taken", (key, value) => {
    expect(parseParameterKey(key, "request")).toEqual({ ok: true, value });
  });

  it("overwrite:statuscode is of a response only, overwrite:path of a request only", () => {
    expect(parseParameterKey("overwrite:statuscode", "response").ok).toBe(true);
    expect(parseParameterKey("overwrite:statuscode", "request").ok).toBe(false);
    expect(parseParameterKey("overwrite:path", "response").ok).toBe(false);
    expect(parseParameterKey("append:querystring.a", "response").ok).toBe(false);
  });

  it.each(["append:path", "header.x", "append:header.", "append:header.a b", "overwrite.path", "", "Append:header.x"])(
    "%j is refused",
    (key) => {
      expect(parseParameterKey(key, "request")).toEqual({
        ok: false,
        message: `Invalid Request Actioned Parameter specified: ${key}`,
      });
    },
  );

  it.each([
    "Authorization",
    "access-control-allow-origin",
    "apigw-requestid",
    "X-Amzn-Trace-Id",
    "via",
    "Content-Length",
  ])("the reserved header %s is refused", (name) => {
    for (const side of ["request", "response"] as const) {
      expect(parseParameterKey(`overwrite:header.${name}`, side)).toEqual({
        ok: false,
        message: `Operations on header ${name} are restricted`,
      });
    }
  });
});

describe("the value of a parameter mapping", () => {
  it.each([
    ["$request.header.X-Y", { kind: "header", name: "x-y" }],
    ["$request.querystring.A", { kind: "querystring", name: "A" }],
    ["$request.path", { kind: "path" }],
    ["$request.path.id", { kind: "pathParameter", name: "id" }],
    ["$request.body", { kind: "body", path: null }],
    ["$request.body.a.b[0]", { kind: "body", path: "$.a.b[0]" }],
    ["$context.authorizer.claims.sub", { kind: "context", name: "authorizer.claims.sub" }],
    ["$stageVariables.name", { kind: "stageVariable", name: "name" }],
    ["static $5 text", { kind: "text", text: "static $5 text" }],
  ])("%s", (text, part) => {
    expect(parseParameterValue(text, "request")).toEqual({ ok: true, value: [part] });
  });

  it("joins texts and expressions in braces", () => {
    expect(parseParameterValue("/a/${request.path.id}-${context.requestId}!", "request")).toEqual({
      ok: true,
      value: [
        { kind: "text", text: "/a/" },
        { kind: "pathParameter", name: "id" },
        { kind: "text", text: "-" },
        { kind: "context", name: "requestId" },
        { kind: "text", text: "!" },
      ],
    });
  });

  it("reads the backend's answer in mappings of the response only", () => {
    expect(parseParameterValue("$response.header.X", "response")).toEqual({
      ok: true,
      value: [{ kind: "responseHeader", name: "x" }],
    });
    expect(parseParameterValue("${response.body.id}", "response").ok).toBe(true);
    expect(parseParameterValue("$response.header.X", "request").ok).toBe(false);
  });

  it.each([
    "$foo",
    "$request",
    "$request.header.",
    "$request.body..name",
    "$request.body.a[?(@.b)]",
    "$context.",
    "$stageVariables.a-b",
    "x ${nothing} y",
    "${}",
  ])("%s is refused", (text) => {
    expect(parseParameterValue(text, "request")).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^Invalid mapping expression specified: /),
    });
  });

  it("never throws, and static texts come back as they were", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseParameterValue(text, "request")));
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes("$")),
        (text) => {
          expect(parseParameterValue(text, "request")).toEqual({ ok: true, value: [{ kind: "text", text }] });
        },
      ),
    );
  });
});

it.each(["100", "600", "2xx", ""])("response parameters for the status %j are refused", (status) => {
  expect(parseResponseStatus(status).ok).toBe(false);
});

describe("an integration", () => {
  const integration = {
    IntegrationId: "i1",
    IntegrationType: "HTTP_PROXY",
    IntegrationMethod: "ANY",
    IntegrationUri: "https://x.test/${stageVariables.v}/{id}?a=1",
  } as const;

  it("has its address parsed", () => {
    expect(compileHttpIntegration(integration)).toEqual({
      problems: [],
      plan: {
        id: "i1",
        kind: "http_proxy",
        method: null,
        timeoutMillis: 30_000,
        requestEdits: [],
        responseEdits: [],
        url: [
          { kind: "text", text: "https://x.test/" },
          { kind: "stageVariable", name: "v" },
          { kind: "text", text: "/" },
          { kind: "pathParameter", name: "id" },
          { kind: "text", text: "?a=1" },
        ],
        vpcLink: null,
      },
    });
  });

  it("lists every mapping that AWS refuses, each with its place", () => {
    const { problems } = compileHttpIntegration({
      ...integration,
      RequestParameters: { "append:header.via": "x", "overwrite:path": "$foo" },
      ResponseParameters: { "99": {}, "200": { "overwrite:statuscode": "abc" } },
    });
    expect(problems).toEqual([
      {
        severity: "error",
        place: "integration i1, request parameter append:header.via",
        message: "Operations on header via are restricted",
      },
      {
        severity: "error",
        place: "integration i1, request parameter overwrite:path",
        message: "Invalid mapping expression specified: $foo",
      },
      {
        severity: "error",
        place: "integration i1, response parameters of 99",
        message: "Invalid integration response status code specified: 99. Must be between 200 and 599",
      },
      {
        severity: "error",
        place: "integration i1, response parameter of 200 overwrite:statuscode",
        message: "Invalid mapping expression specified: abc",
      },
    ]);
  });

  it("removes before it overwrites, and overwrites before it appends", () => {
    const { plan } = compileHttpIntegration({
      ...integration,
      RequestParameters: { "append:header.a": "1", "overwrite:header.a": "2", "remove:header.a": "''" },
    });
    expect(plan).toMatchObject({ requestEdits: [{ action: "remove" }, { action: "overwrite" }, { action: "append" }] });
  });

  it("takes a mapping to an empty value for none", () => {
    expect(compileHttpIntegration({ ...integration, RequestParameters: { "append:header.a": "" } }).plan).toMatchObject(
      {
        requestEdits: [],
      },
    );
  });

  it.each([
    "arn:aws:lambda:us-east-1:000000000000:function:f:live",
    functionUri("arn:aws:lambda:us-east-1:000000000000:function:f:live"),
  ])("names its function by %s", (uri) => {
    const { plan } = compileHttpIntegration({
      IntegrationId: "i2",
      IntegrationType: "AWS_PROXY",
      IntegrationUri: uri,
      PayloadFormatVersion: "2.0",
    });
    expect(plan).toMatchObject({
      kind: "aws_proxy",
      payloadFormat: "2.0",
      functionArn: [{ kind: "text", text: "arn:aws:lambda:us-east-1:000000000000:function:f:live" }],
    });
  });

  it.each([
    { IntegrationType: "MOCK" as const },
    { IntegrationType: "HTTP_PROXY" as const, IntegrationUri: "ftp://x" },
    { IntegrationType: "AWS_PROXY" as const, IntegrationUri: "arn:aws:sqs:us-east-1:000000000000:q" },
  ])("that can only fail when called is a planned fault and a warning: %j", (fields) => {
    const { plan, problems } = compileHttpIntegration({ IntegrationId: "i3", ...fields });
    expect(plan).toMatchObject({ kind: "fault" });
    expect(problems).toMatchObject([{ severity: "warning", place: "integration i3" }]);
  });
});
