import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportHttpApi } from "../../src/openapi/http/export.ts";
import type { HttpDefinition, HttpDefinitionRoute } from "../../src/openapi/http/http-definition.ts";
import { importHttpApi } from "../../src/openapi/http/import.ts";
import { readDefinition } from "../../src/openapi/read.ts";
import { parseText, writeText } from "../../src/openapi/text.ts";
import { writeV3 } from "../../src/openapi/write.ts";
import { functionUri } from "../support/function-uri.ts";

const server = { scheme: "https", host: "abc.example.com", basePath: "" };

function roundTrip(http: HttpDefinition, format: "json" | "yaml"): HttpDefinition {
  const { value } = parseText(writeText(writeV3(exportHttpApi(http, true), server), format));
  return importHttpApi(readDefinition(value), value, "ignore");
}

/** An API without the names that a document gives its integrations. */
function content({ api, authorizers, integrations, routes }: HttpDefinition): unknown {
  const used = new Set(routes.map(({ integrationName }) => integrationName));
  return {
    api,
    authorizers,
    routes: routes.map(({ integrationName, ...route }) => ({
      ...route,
      integration: integrations.get(integrationName ?? ""),
    })),
    unused: [...integrations].flatMap(([name, one]) => (used.has(name) ? [] : [one])),
  };
}

const FUNCTION = functionUri("arn:aws:lambda:us-east-1:000000000000:function:f");
const words = fc.string({ minLength: 1, maxLength: 20 });
const names = fc.uniqueArray(fc.stringMatching(/^[A-Za-z][\w -]{0,8}$/), { maxLength: 3 });

const api: fc.Arbitrary<HttpDefinition["api"]> = fc.record(
  {
    Name: words,
    Description: words,
    Version: fc.stringMatching(/^[\w.]{1,9}$/),
    CorsConfiguration: fc.record(
      {
        AllowOrigins: fc.constant<string[]>(["https://shop.example.com"]),
        AllowMethods: fc.constant<string[]>(["GET", "*"]),
        AllowHeaders: fc.constant<string[]>(["x-a"]),
        ExposeHeaders: fc.constant<string[]>(["x-b"]),
        AllowCredentials: fc.boolean(),
        MaxAge: fc.integer({ min: -1, max: 86_400 }),
      },
      { requiredKeys: [] },
    ),
    DisableExecuteApiEndpoint: fc.constant(true),
    IpAddressType: fc.constant("dualstack" as const),
    Tags: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.string({ maxLength: 5 }), { minKeys: 1, maxKeys: 3 }),
  },
  { requiredKeys: ["Name", "Version"] },
);

type Authorizer = HttpDefinition["authorizers"][number];

const authorizer = (Name: string): fc.Arbitrary<Authorizer> =>
  fc.oneof(
    fc.record({
      Name: fc.constant(Name),
      AuthorizerType: fc.constant("JWT" as const),
      IdentitySource: fc.constantFrom<string[][]>(["$request.header.Authorization"], ["$request.querystring.token"]),
      JwtConfiguration: fc.constant<Authorizer["JwtConfiguration"]>({
        Issuer: "https://issuer.example.com",
        Audience: ["a", "b"],
      }),
    }),
    fc.record(
      {
        Name: fc.constant(Name),
        AuthorizerType: fc.constant("REQUEST" as const),
        AuthorizerUri: fc.constant(FUNCTION),
        AuthorizerPayloadFormatVersion: fc.constantFrom("1.0", "2.0"),
        AuthorizerResultTtlInSeconds: fc.nat(3_600),
        AuthorizerCredentialsArn: fc.constant("arn:aws:iam::000000000000:role/r"),
        EnableSimpleResponses: fc.constant(true),
        IdentitySource: fc.constant<string[]>(["$request.header.A", "$context.httpMethod"]),
      },
      { requiredKeys: ["Name", "AuthorizerType", "AuthorizerUri", "AuthorizerPayloadFormatVersion"] },
    ),
  );

type Integration = HttpDefinition["integrations"] extends Map<string, infer I> ? I : never;

const integration: fc.Arbitrary<Integration> = fc.oneof(
  fc.record(
    {
      IntegrationType: fc.constant("HTTP_PROXY" as const),
      IntegrationMethod: fc.constantFrom("GET", "ANY"),
      IntegrationUri: fc.constant("https://backend.example.com/{proxy}"),
      PayloadFormatVersion: fc.constant("1.0"),
      TimeoutInMillis: fc.integer({ min: 50, max: 29_999 }),
      RequestParameters: fc.dictionary(fc.constantFrom("append:header.x", "overwrite:path"), words, { minKeys: 1 }),
      ResponseParameters: fc.constant({ "200": { "overwrite:statuscode": "204" } }),
      Description: words,
    },
    { requiredKeys: ["IntegrationType", "IntegrationMethod", "IntegrationUri", "PayloadFormatVersion"] },
  ),
  fc.record({
    IntegrationType: fc.constant("HTTP_PROXY" as const),
    ConnectionType: fc.constant("VPC_LINK" as const),
    ConnectionId: fc.constant("abc123"),
    IntegrationMethod: fc.constant("ANY"),
    IntegrationUri: fc.constant("arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/n/1/2"),
    PayloadFormatVersion: fc.constant("1.0"),
    TlsConfig: fc.constant({ ServerNameToVerify: "inside.example.com" }),
  }),
  fc.record({
    IntegrationType: fc.constant("AWS_PROXY" as const),
    IntegrationSubtype: fc.constant("SQS-SendMessage"),
    CredentialsArn: fc.constant("arn:aws:iam::000000000000:role/r"),
    PayloadFormatVersion: fc.constant("1.0"),
    RequestParameters: fc.constant({ QueueUrl: "q", MessageBody: "$request.body" }),
  }),
);

const KEYS = ["$default", "ANY /{proxy+}", "GET /", "GET /a", "POST /a", "PUT /a/{id}/b"];

function route(RouteKey: string, authorizers: Authorizer[], integrations: string[]): fc.Arbitrary<HttpDefinitionRoute> {
  return fc
    .record({
      OperationName: fc.option(fc.stringMatching(/^[A-Z][a-z]{1,9}$/), { nil: undefined }),
      guard: fc.constantFrom<Authorizer | "AWS_IAM" | null>(null, "AWS_IAM", ...authorizers),
      scopes: fc.constantFrom<string[][]>([], ["orders.read", "orders.write"]),
      integrationName: fc.constantFrom(null, ...integrations),
    })
    .map(({ OperationName, guard, scopes, integrationName }) => {
      const isJwt = guard !== null && guard !== "AWS_IAM" && guard.AuthorizerType === "JWT";
      const type = guard === null ? "NONE" : guard === "AWS_IAM" ? guard : isJwt ? "JWT" : "CUSTOM";
      return {
        route: {
          RouteKey,
          AuthorizationType: type,
          ...(OperationName !== undefined && { OperationName }),
          ...(isJwt && scopes.length > 0 && { AuthorizationScopes: scopes }),
        },
        authorizerName: guard === null || guard === "AWS_IAM" ? null : (guard.Name ?? null),
        integrationName,
      };
    });
}

const definitions: fc.Arbitrary<HttpDefinition> = fc
  .record({ authorizers: names.chain((all) => fc.tuple(...all.map(authorizer))), integrations: names })
  .chain(({ authorizers, integrations }) =>
    fc.record({
      api,
      authorizers: fc.constant(authorizers),
      integrations: fc
        .tuple(...integrations.map(() => integration))
        .map((all) => new Map(integrations.map((name, index) => [name, all[index] ?? { IntegrationType: "MOCK" }]))),
      routes: fc
        .subarray(KEYS, { minLength: 1 })
        .chain((keys) => fc.tuple(...keys.map((key) => route(key, authorizers, integrations)))),
      warnings: fc.constant([]),
    }),
  );

describe("an HTTP API that is exported and imported again", () => {
  it.each(["json", "yaml"] as const)("is the same API (%s)", (format) => {
    fc.assert(
      fc.property(definitions, (http) => {
        expect(content(roundTrip(http, format))).toEqual(content(http));
      }),
      { numRuns: 100 },
    );
  });
});
