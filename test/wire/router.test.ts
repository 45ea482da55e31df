import { describe, expect, it } from "vitest";

import { matchOperation } from "../../src/wire/router.ts";

function match(method: string, address: string, headers: Record<string, string> = {}, body = ""): unknown {
  const url = new URL(address, "http://localhost");
  const found = matchOperation({
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: new Headers(headers),
    body: new TextEncoder().encode(body),
  });
  return found === null ? null : [found.service, found.operation.name, found.labels];
}

describe("finds the operation", () => {
  it.each([
    ["POST /restapis", "apigateway CreateRestApi", {}],
    ["POST /restapis?mode=import", "apigateway ImportRestApi", {}],
    ["POST /restapis?mode=import&failonwarnings=true", "apigateway ImportRestApi", {}],
    ["POST /apikeys?mode=import&format=csv", "apigateway ImportApiKeys", {}],
    ["POST /apikeys", "apigateway CreateApiKey", {}],
    ["PUT /restapis/r?mode=merge", "apigateway PutRestApi", { restApiId: "r" }],
    ["PATCH /restapis/r", "apigateway UpdateRestApi", { restApiId: "r" }],
    ["GET /restapis/", "apigateway GetRestApis", {}],
    ["GET /v2/apis/", "apigatewayv2 GetApis", {}],
    ["GET /restapis//stages/s", "apigateway GetStage", { restApiId: "", stageName: "s" }],
    [
      "GET /restapis/r/resources/x/methods/GET/",
      "apigateway GetMethod",
      { restApiId: "r", resourceId: "x", httpMethod: "GET" },
    ],
    ["GET /restapis/r/documentation/parts", "apigateway GetDocumentationParts", { restApiId: "r" }],
    [
      "GET /domainnames/d/basepathmappings/%28none%29",
      "apigateway GetBasePathMapping",
      { domainName: "d", basePath: "(none)" },
    ],
    [
      "PUT /tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2Fr%2Fstages%2Fs",
      "apigateway TagResource",
      { resourceArn: "arn:aws:apigateway:us-east-1::/restapis/r/stages/s" },
    ],
    [
      "PUT /tags/arn:aws:apigateway:us-east-1::/restapis/r/stages/s",
      "apigateway TagResource",
      { resourceArn: "arn:aws:apigateway:us-east-1::/restapis/r/stages/s" },
    ],
    [
      "DELETE /v2/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Fapis%2Fa?tagKeys=k",
      "apigatewayv2 UntagResource",
      { ResourceArn: "arn:aws:apigateway:us-east-1::/apis/a" },
    ],
    ["GET /@connections/n%2Fa", "apigatewaymanagementapi GetConnection", { ConnectionId: "n/a" }],
    ["POST /@connections/abc%3D", "apigatewaymanagementapi PostToConnection", { ConnectionId: "abc=" }],
    ["GET /2015-03-31/functions/", "lambda ListFunctions", {}],
    [
      "GET /2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A0%3Afunction%3Af/policy",
      "lambda GetPolicy",
      { FunctionName: "arn:aws:lambda:us-east-1:0:function:f" },
    ],
    [
      "GET /2019-09-30/functions/f/provisioned-concurrency?List=ALL",
      "lambda ListProvisionedConcurrencyConfigs",
      { FunctionName: "f" },
    ],
    [
      "GET /2019-09-30/functions/f/provisioned-concurrency?Qualifier=1",
      "lambda GetProvisionedConcurrencyConfig",
      { FunctionName: "f" },
    ],
    ["GET /v2/apis/%zz", "apigatewayv2 GetApi", { ApiId: "%zz" }],
  ])("of %s", (request, expected, labels) => {
    const [method = "", address = ""] = request.split(" ");
    const [service, operation] = expected.split(" ");
    expect(match(method, address)).toEqual([service, operation, labels]);
  });

  it.each([
    "GET /",
    "GET /nothing",
    "DELETE /restapis",
    "GET /v2",
    "GET /v2/apis/a/b/c/d",
    "GET /constructor",
    "POST /2015-03-31",
  ])("of %s there is none", (request) => {
    const [method = "", address = ""] = request.split(" ");
    expect(match(method, address)).toBeNull();
  });
});

describe("of the services at /, finds the operation", () => {
  const form = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };

  it("by a form's Action and Version", () => {
    expect(match("POST", "/", form, "Action=CreateRole&Version=2010-05-08&RoleName=r")).toEqual([
      "iam",
      "CreateRole",
      {},
    ]);
    expect(match("POST", "/", form, "Action=GetCallerIdentity&Version=2011-06-15")).toEqual([
      "sts",
      "GetCallerIdentity",
      {},
    ]);
    expect(match("GET", "/?Action=GetCallerIdentity&Version=2011-06-15")).toEqual(["sts", "GetCallerIdentity", {}]);
  });

  it("by X-Amz-Target", () => {
    const found = match("POST", "/", { "x-amz-target": "Logs_20140328.CreateLogGroup" }, "{}");
    expect(found).toEqual(["logs", "CreateLogGroup", {}]);
  });

  it("and none for others", () => {
    expect(match("POST", "/", form, "Action=Nothing&Version=2010-05-08")).toBeNull();
    expect(match("POST", "/", form, "Action=CreateRole&Version=1999-01-01")).toBeNull();
    expect(match("POST", "/", {}, "Action=CreateRole&Version=2010-05-08")).toBeNull();
    expect(match("POST", "/", { "x-amz-target": "DynamoDB_20120810.PutItem" })).toBeNull();
    expect(match("GET", "/", { "x-amz-target": "Logs_20140328.CreateLogGroup" })).toBeNull();
  });
});
