import { describe, expect, it } from "vitest";

import { decodeInput } from "../../src/wire/codec.ts";
import { Fault } from "../../src/wire/fault.ts";
import { requestParts } from "../../src/wire/request.ts";
import { matchOperation } from "../../src/wire/router.ts";

/** The code and message that an input is refused with, or the input. */
async function decode(line: string, body?: object): Promise<unknown> {
  const [method = "", path = ""] = line.split(" ");
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const request = new Request(`http://localhost${path}`, init);
  const parts = requestParts(request, await request.bytes());
  const match = matchOperation(parts);
  if (match === null) throw new Error("no match");
  try {
    return decodeInput(match, parts);
  } catch (error) {
    if (error instanceof Fault) return `${error.status} ${error.code}: ${error.message}`;
    throw error;
  }
}

const OPS = "Member must satisfy enum value set: [add, remove, move, test, replace, copy]";

describe("v1 refuses as AWS was recorded to", () => {
  it.each([
    [
      "every value at once, lists as a whole",
      "POST /restapis",
      { name: "n", endpointConfiguration: { types: ["wrong"], ipAddressType: "wrong" } },
      "400 ValidationException: 2 validation errors detected: Value '[wrong]' at 'createRestApiInput.endpointConfiguration.types' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]; Value 'wrong' at 'createRestApiInput.endpointConfiguration.ipAddressType' failed to satisfy constraint: Member must satisfy enum value set: [ipv4, dualstack]",
    ],
    [
      "items by their number, the body before the path, the path without a prefix",
      "PATCH /restapis/r/resources/x/methods/GET/responses/wrong",
      {
        patchOperations: [
          { op: "wrong_op", path: "/a" },
          { op: "add", path: "/b" },
        ],
      },
      `400 ValidationException: 2 validation errors detected: Value 'wrong_op' at 'updateMethodResponseInput.patchOperations.1.member.op' failed to satisfy constraint: ${OPS}; Value 'wrong' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d`,
    ],
    [
      "an unknown integration type",
      "PUT /restapis/r/resources/x/methods/GET/integration",
      { type: "HTTPS_PROXY" },
      "400 ValidationException: 1 validation error detected: Value 'HTTPS_PROXY' at 'putIntegrationInput.type' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]",
    ],
    [
      "an unknown documentation part",
      "POST /restapis/r/documentation/parts",
      { location: { type: "INVALID" }, properties: "{}" },
      "400 ValidationException: 1 validation error detected: Value 'INVALID' at 'createDocumentationPartInput.location.type' failed to satisfy constraint: Member must satisfy enum value set: [RESPONSE_BODY, RESPONSE, METHOD, MODEL, AUTHORIZER, RESPONSE_HEADER, RESOURCE, PATH_PARAMETER, REQUEST_BODY, QUERY_PARAMETER, API, REQUEST_HEADER]",
    ],
    [
      "an unknown gateway response",
      "GET /restapis/r/gatewayresponses/FAKE_RESPONSE_TYPE",
      undefined,
      "400 ValidationException: 1 validation error detected: Value 'FAKE_RESPONSE_TYPE' at 'responseType' failed to satisfy constraint: Member must satisfy enum value set: [REQUEST_TOO_LARGE, RESOURCE_NOT_FOUND, AUTHORIZER_CONFIGURATION_ERROR, MISSING_AUTHENTICATION_TOKEN, BAD_REQUEST_BODY, INVALID_SIGNATURE, INVALID_API_KEY, BAD_REQUEST_PARAMETERS, AUTHORIZER_FAILURE, UNAUTHORIZED, INTEGRATION_TIMEOUT, ACCESS_DENIED, DEFAULT_4XX, DEFAULT_5XX, WAF_FILTERED, QUOTA_EXCEEDED, THROTTLED, API_CONFIGURATION_ERROR, UNSUPPORTED_MEDIA_TYPE, INTEGRATION_FAILURE, EXPIRED_TOKEN]",
    ],
    [
      "a missing member",
      "POST /restapis/r/authorizers",
      { type: "TOKEN" },
      "400 ValidationException: 1 validation error detected: Value null at 'createAuthorizerInput.name' failed to satisfy constraint: Member must not be null",
    ],
    [
      "a boolean for a string",
      "POST /restapis",
      { name: true },
      "400 SerializationException: class java.lang.Boolean can not be converted to an String",
    ],
    [
      "a number for a string",
      "POST /restapis",
      { name: 1 },
      "400 SerializationException: class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String",
    ],
    [
      "a list for a string, by its name",
      "POST /restapis",
      { name: [] },
      "400 SerializationException: Invalid value for name: expected a string, got a list",
    ],
  ])("%s", async (_rule, request, body, expected) => {
    expect(await decode(request, body)).toBe(expected);
  });
});

describe("Lambda refuses as AWS was recorded to", () => {
  const code = { ZipFile: "AA==" };
  const role = "arn:aws:iam::000000000000:role/r";

  it.each([
    [
      "a role that is none",
      "POST /2015-03-31/functions",
      { FunctionName: "f", Role: "r1", Code: code },
      "400 ValidationException: 1 validation error detected: Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
    ],
    [
      "a list that is too long",
      "POST /2015-03-31/functions",
      { FunctionName: "f", Role: role, Code: code, Architectures: ["x86_64", "arm64"] },
      "400 ValidationException: 1 validation error detected: Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: Member must have length less than or equal to 1",
    ],
    [
      "a list's items",
      "POST /2015-03-31/functions",
      { FunctionName: "f", Role: role, Code: code, Architectures: ["X86_64"] },
      "400 ValidationException: 1 validation error detected: Value '[X86_64]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
    ],
    [
      "a map's keys",
      "POST /2015-03-31/functions/f/aliases",
      { Name: "a", FunctionVersion: "1", RoutingConfig: { AdditionalVersionWeights: { $LATEST: 0.5 } } },
      "400 ValidationException: 1 validation error detected: Value '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]",
    ],
    [
      "a map's values",
      "POST /2015-03-31/functions/f/aliases",
      { Name: "a", FunctionVersion: "1", RoutingConfig: { AdditionalVersionWeights: { 2: -1 } } },
      "400 ValidationException: 1 validation error detected: Value '{2=-1.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
    ],
    [
      "an environment, whose values it does not tell",
      "POST /2015-03-31/functions",
      { FunctionName: "f", Role: role, Code: code, Environment: { Variables: { _A: "secret" } } },
      "400 ValidationException: 1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
    ],
    [
      "a missing query parameter",
      "DELETE /2017-03-31/tags/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Af",
      undefined,
      "400 ValidationException: 1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member must not be null",
    ],
    [
      "an unknown option",
      "POST /2015-03-31/functions",
      { FunctionName: "f", Role: role, Code: code, PackageType: "Jar" },
      /Value 'Jar' at 'packageType' failed to satisfy constraint: Member must satisfy enum value set: \[(Zip, Image|Image, Zip)\]/,
    ],
  ])("%s", async (_rule, request, body, expected) => {
    expect(await decode(request, body)).toEqual(
      typeof expected === "string" ? expected : expect.stringMatching(expected),
    );
  });

  it("lets timeouts and memory pass that are above AWS's own limits", async () => {
    const body = { FunctionName: "f", Role: role, Code: code, Timeout: 3600, MemorySize: 65536 };
    expect(await decode("POST /2015-03-31/functions", body)).toMatchObject({ Timeout: 3600, MemorySize: 65536 });
  });
});

describe("v2 refuses in its own words", () => {
  it.each([
    [
      "an unknown protocol",
      "POST /v2/apis",
      { name: "n", protocolType: "SOAP" },
      "400 BadRequestException: Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]",
    ],
    [
      "a timeout below the least",
      "POST /v2/apis/a/integrations",
      { integrationType: "HTTP_PROXY", timeoutInMillis: 49 },
      "400 BadRequestException: Invalid value '49' for TimeoutInMillis: Member must have value greater than or equal to 50",
    ],
    [
      "an unknown type below",
      "POST /v2/domainnames",
      { domainName: "d", domainNameConfigurations: [{ endpointType: "NEAR" }] },
      "400 BadRequestException: Invalid endpoint type specified. Must be one of [EDGE, REGIONAL]",
    ],
  ])("%s", async (_rule, request, body, expected) => {
    expect(await decode(request, body)).toBe(expected);
  });

  it("lets timeouts and TTLs pass that are above AWS's own limits", async () => {
    const integration = { integrationType: "HTTP_PROXY", timeoutInMillis: 120_000 };
    expect(await decode("POST /v2/apis/a/integrations", integration)).toMatchObject({ TimeoutInMillis: 120_000 });
  });
});

describe("IAM refuses in words of its own", () => {
  const call = async (fields: Record<string, string>): Promise<unknown> => {
    const body = new URLSearchParams({ Version: "2010-05-08", ...fields });
    const request = new Request("http://localhost/", { method: "POST", body });
    const parts = requestParts(request, await request.bytes());
    const match = matchOperation(parts);
    if (match === null) throw new Error("no match");
    try {
      return decodeInput(match, parts);
    } catch (error) {
      return error instanceof Fault ? `${error.code}: ${error.message}` : error;
    }
  };

  it("names and paths with other letters, without the value", async () => {
    expect(await call({ Action: "GetRole", RoleName: "arn:aws:iam::1:role/r" })).toBe(
      "ValidationError: The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    );
    expect(await call({ Action: "CreateUser", UserName: "ann", Path: "team" })).toBe(
      "ValidationError: The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
    );
  });

  it("what is wrong otherwise first, in the words that all services share", async () => {
    expect(await call({ Action: "CreateUser", UserName: `a b${"c".repeat(64)}` })).toBe(
      "ValidationError: 1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64",
    );
  });
});
