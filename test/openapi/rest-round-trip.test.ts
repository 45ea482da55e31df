import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDefinition } from "../../src/openapi/read.ts";
import { exportRestApi } from "../../src/openapi/rest/export.ts";
import { importRestApi } from "../../src/openapi/rest/import.ts";
import { MODEL_URL_PREFIX, type RestDefinition } from "../../src/openapi/rest/rest-definition.ts";
import { parseText, writeText } from "../../src/openapi/text.ts";
import { writeV2, writeV3 } from "../../src/openapi/write.ts";
import { functionUri } from "../support/function-uri.ts";

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

const FUNCTION = functionUri("arn:aws:lambda:us-east-1:000000000000:function:f");

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
    fc.record({
      type: fc.constant("HTTP_PROXY" as const),
      connectionType: fc.constant("VPC_LINK" as const),
      connectionId: fc.constant("${stageVariables.link}"),
      httpMethod: fc.constant("ANY"),
      uri: fc.constant("https://inside.example.com/{proxy}"),
      requestParameters: fc.constant({ "integration.request.path.proxy": "method.request.path.proxy" }),
      cacheNamespace: fc.constant("shared"),
      cacheKeyParameters: fc.constant<string[]>(["method.request.path.proxy"]),
      tlsConfig: fc.constant({ insecureSkipVerification: true }),
    }),
    fc.record(
      {
        type: fc.constantFrom("AWS" as const, "AWS_PROXY" as const),
        httpMethod: fc.constant("POST"),
        uri: fc.constant(FUNCTION),
        credentials: fc.constant("arn:aws:iam::000000000000:role/r"),
        responseTransferMode: fc.constant("STREAM" as const),
      },
      { requiredKeys: ["type", "httpMethod", "uri"] },
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

type Authorizer = RestDefinition["authorizers"][number];

const authorizer = (authorizerName: string): fc.Arbitrary<Authorizer> => {
  const common = { name: fc.constant(authorizerName), authorizerResultTtlInSeconds: fc.nat(3600) };
  const uri = { authType: fc.constant("custom"), authorizerUri: fc.constant(FUNCTION) };
  const header = "method.request.header.Authorization";
  return fc.oneof(
    fc.record(
      {
        ...common,
        ...uri,
        type: fc.constant("TOKEN" as const),
        identitySource: fc.constant(header),
        identityValidationExpression: fc.constant("^x-[a-z]+"),
        authorizerCredentials: fc.constant("arn:aws:iam::000000000000:role/r"),
      },
      { requiredKeys: ["name", "authType", "authorizerUri", "type", "identitySource"] },
    ),
    fc.record({
      ...common,
      ...uri,
      type: fc.constant("REQUEST" as const),
      identitySource: fc.constantFrom(header, `${header}, method.request.querystring.q`, "context.identity.sourceIp"),
    }),
    fc.record({
      ...common,
      type: fc.constant("COGNITO_USER_POOLS" as const),
      authType: fc.constant("cognito_user_pools"),
      identitySource: fc.constant(header),
      providerARNs: fc.constant<string[]>(["arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_abc"]),
    }),
  );
};

const TYPES = { TOKEN: "CUSTOM", REQUEST: "CUSTOM", COGNITO_USER_POOLS: "COGNITO_USER_POOLS" };
const METHODS = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

function method(
  httpMethod: string,
  models: string[],
  authorizers: Authorizer[],
): fc.Arbitrary<RestDefinition["resources"][0]["methods"][0]> {
  const modelMap =
    models.length === 0 ? fc.constant(undefined) : fc.constantFrom(...models).map((m) => ({ "application/json": m }));
  return fc
    .record({
      authorizer: fc.constantFrom(null, ...authorizers),
      scopes: fc.constantFrom<string[][]>([], ["pets/read", "pets/write"]),
      signed: fc.boolean(),
      apiKeyRequired: fc.boolean(),
      operationName: fc.option(name, { nil: undefined }),
      query: fc.boolean(),
      requestModels: fc.option(modelMap, { nil: undefined }),
      responseModels: fc.option(modelMap, { nil: undefined }),
      methodIntegration: integration(),
      validatorName: fc.constantFrom(null, "all"),
    })
    .map(({ authorizer: guard, scopes, signed, query, responseModels, validatorName, ...kept }) => ({
      authorizerName: guard?.name ?? null,
      validatorName,
      method: defined({
        ...kept,
        httpMethod,
        authorizationType: guard ? TYPES[guard.type ?? "TOKEN"] : signed ? "AWS_IAM" : "NONE",
        authorizationScopes: guard?.type === "COGNITO_USER_POOLS" && scopes.length > 0 ? scopes : undefined,
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
  .record({
    models: fc.uniqueArray(name, { maxLength: 3 }),
    authorizers: fc.uniqueArray(name, { maxLength: 3 }).chain((names) => fc.tuple(...names.map(authorizer))),
  })
  .chain(({ models, authorizers }) =>
    fc.record({
      api: fc.record(
        {
          name,
          version: fc.constant("1.0.0"),
          binaryMediaTypes: fc.constant<string[]>(["image/png"]),
          minimumCompressionSize: fc.nat(1000),
          apiKeySource: fc.constant("AUTHORIZER" as const),
          policy: fc.constant('{"Version":"2012-10-17","Statement":[]}'),
          disableExecuteApiEndpoint: fc.constant(true),
          vpcEndpointIds: fc.constant<string[]>(["vpce-1"]),
          securityPolicy: fc.constant("SecurityPolicy_TLS13_1_3_2025_09" as const),
          endpointAccessMode: fc.constantFrom("BASIC" as const, "STRICT" as const),
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
      authorizers: fc.constant(authorizers),
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
      resources: fc.uniqueArray(fc.constantFrom("/", "/a", "/a/b", "/c"), { minLength: 1 }).chain((paths) =>
        fc.tuple(
          ...paths.map((path) =>
            fc
              .subarray(METHODS, { minLength: 1, maxLength: 3 })
              .chain((names) => fc.tuple(...names.map((one) => method(one, models, authorizers))))
              .map((methods) => ({ path, methods })),
          ),
        ),
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
