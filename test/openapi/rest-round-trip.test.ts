import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDefinition } from "../../src/openapi/read.ts";
import { exportRestApi } from "../../src/openapi/rest/export.ts";
import { importRestApi } from "../../src/openapi/rest/import.ts";
import { MODEL_URL_PREFIX, type RestDefinition } from "../../src/openapi/rest/rest-definition.ts";
import { parseText, writeText } from "../../src/openapi/text.ts";
import { writeV2, writeV3 } from "../../src/openapi/write.ts";

const server = { scheme: "https", host: "abc.example.com", basePath: "/prod" };
const everything = { integrations: true, authorizers: true, apigateway: true };

function roundTrip(rest: RestDefinition, version: "swagger" | "oas30", format: "json" | "yaml"): RestDefinition {
  const definition = exportRestApi(rest, everything);
  const document = version === "swagger" ? writeV2(definition, server) : writeV3(definition, server);
  const text = writeText(document, format);
  const { value } = parseText(text);
  return importRestApi(readDefinition(value), value, { basePath: "ignore", ignoreDocumentation: true });
}

const name = fc.stringMatching(/^[A-Z][a-z]{1,6}$/);
const words = fc.string({ maxLength: 20 });
const modelSchema = (models: string[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.record({ type: fc.constant("string"), minLength: fc.nat(9) }),
    fc.record({ type: fc.constant("object"), required: fc.constant(["a"]), properties: fc.constant({ a: {} }) }),
    ...(models.length === 0
      ? []
      : [
          fc
            .constantFrom(...models)
            .map((model) => ({ type: "array", items: { $ref: `${MODEL_URL_PREFIX}${model}` } })),
        ]),
  );

/** OpenAPI 2.0 has one list of media types for all responses: a second type would be one of the models' as well. */
const templates = fc.dictionary(fc.constant("application/json"), words, { minKeys: 1 });

function integration(): fc.Arbitrary<
  NonNullable<RestDefinition["resources"][0]["methods"][0]["method"]["methodIntegration"]>
> {
  const responses = fc
    .uniqueArray(fc.constantFrom("200", "404", "500"), { minLength: 1 })
    .chain((codes) => fc.tuple(...codes.map((statusCode) => response(statusCode))))
    .map((list) => Object.fromEntries(list.map((one) => [one.statusCode, one])));
  return fc.oneof(
    fc.record({ type: fc.constant("MOCK" as const), requestTemplates: templates, integrationResponses: responses }),
    fc.record(
      {
        type: fc.constantFrom("HTTP" as const, "HTTP_PROXY" as const),
        connectionType: fc.constant("INTERNET" as const),
        httpMethod: fc.constantFrom("GET", "POST", "ANY"),
        uri: fc.constant("https://backend.example.com/{id}"),
        passthroughBehavior: fc.constantFrom("NEVER", "WHEN_NO_MATCH"),
        contentHandling: fc.constantFrom("CONVERT_TO_TEXT" as const, "CONVERT_TO_BINARY" as const),
        timeoutInMillis: fc.integer({ min: 50, max: 90_000 }),
        requestParameters: fc.constant({ "integration.request.header.X": "'1'" }),
        integrationResponses: responses,
      },
      { requiredKeys: ["type", "connectionType", "httpMethod", "uri"] },
    ),
  );
}

function response(statusCode: string): fc.Arbitrary<{ statusCode: string }> {
  return fc.record(
    {
      statusCode: fc.constant(statusCode),
      selectionPattern: fc.constant(`${statusCode[0]}\\d{2}`),
      responseParameters: fc.constant({ "method.response.header.X": "'1'" }),
      responseTemplates: templates,
    },
    { requiredKeys: statusCode === "200" ? ["statusCode"] : ["statusCode", "selectionPattern"] },
  );
}

function method(models: string[], authorizers: string[]): fc.Arbitrary<RestDefinition["resources"][0]["methods"][0]> {
  const modelMap =
    models.length === 0 ? fc.constant(undefined) : fc.constantFrom(...models).map((m) => ({ "application/json": m }));
  return fc
    .record({
      authorizerName: authorizers.length === 0 ? fc.constant(null) : fc.constantFrom(null, ...authorizers),
      signed: fc.boolean(),
      apiKeyRequired: fc.boolean(),
      operationName: fc.option(name, { nil: undefined }),
      query: fc.boolean(),
      requestModels: fc.option(modelMap, { nil: undefined }),
      responseModels: fc.option(modelMap, { nil: undefined }),
      methodIntegration: integration(),
      validatorName: fc.constantFrom(null, "all"),
    })
    .map(({ authorizerName, signed, query, responseModels, validatorName, ...kept }) => ({
      authorizerName,
      validatorName,
      method: defined({
        ...kept,
        httpMethod: "GET",
        authorizationType: authorizerName !== null ? "CUSTOM" : signed ? "AWS_IAM" : "NONE",
        requestParameters: query
          ? { "method.request.querystring.q": true, "method.request.header.H": false }
          : undefined,
        methodResponses: {
          "200": defined({
            statusCode: "200",
            responseModels,
            responseParameters: { "method.response.header.X": false },
          }),
        },
      }),
    }));
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

const definitions: fc.Arbitrary<RestDefinition> = fc
  .record({ models: fc.uniqueArray(name, { maxLength: 3 }), authorizers: fc.uniqueArray(name, { maxLength: 2 }) })
  .chain(({ models, authorizers }) =>
    fc.record({
      api: fc.record(
        {
          name,
          version: fc.constant("1.0.0"),
          binaryMediaTypes: fc.constant(["image/png"]),
          minimumCompressionSize: fc.nat(1000),
          apiKeySource: fc.constant("AUTHORIZER" as const),
          policy: fc.constant('{"Version":"2012-10-17","Statement":[]}'),
          disableExecuteApiEndpoint: fc.constant(true),
        },
        { requiredKeys: ["name", "version"] },
      ),
      models: fc.tuple(...models.map(() => modelSchema(models))).map((schemas) =>
        models.map((model, index) => ({
          name: model,
          contentType: "application/json",
          schema: JSON.stringify(schemas[index], null, 2),
        })),
      ),
      validators: fc.constant([{ name: "all", validateRequestBody: true, validateRequestParameters: true }]),
      authorizers: fc.constant(
        authorizers.map((authorizer) => ({
          name: authorizer,
          type: "TOKEN" as const,
          authType: "custom",
          authorizerUri:
            "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations",
          identitySource: "method.request.header.Authorization",
          authorizerResultTtlInSeconds: 60,
        })),
      ),
      gatewayResponses: fc.constantFrom(
        [],
        [
          {
            responseType: "DEFAULT_4XX" as const,
            statusCode: "418",
            responseParameters: { "gatewayresponse.header.X": "'1'" },
            responseTemplates: { "application/json": "{}" },
          },
        ],
      ),
      resources: fc
        .uniqueArray(fc.constantFrom("/", "/a", "/a/b", "/c"), { minLength: 1 })
        .chain((paths) =>
          fc.tuple(...paths.map((path) => method(models, authorizers).map((one) => ({ path, methods: [one] })))),
        ),
      documentation: fc.constant({ version: null, parts: [] }),
      warnings: fc.constant([]),
    }),
  );

describe("a REST API that is exported and imported again", () => {
  it.each([
    ["swagger", "json"],
    ["swagger", "yaml"],
    ["oas30", "json"],
    ["oas30", "yaml"],
  ] as const)("is the same API (%s, %s)", (version, format) => {
    fc.assert(
      fc.property(definitions, (rest) => {
        expect(roundTrip(rest, version, format)).toEqual(rest);
      }),
      { numRuns: 60 },
    );
  });
});
