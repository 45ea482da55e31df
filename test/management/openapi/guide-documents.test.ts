import { describe, expect, it } from "vitest";
import { restClient } from "../../support/rest-call.ts";
import { FUNCTION, document, imported, methodsOf, operation } from "../../support/rest-document.ts";

describe("what AWS's developer guide shows of documents", () => {
  const uriOf = (method: unknown) => (method as { methodIntegration: { uri: string } }).methodIntegration.uri;

  it("lets AWS's variables stand for the account, the partition and the region; others stay", async () => {
    const send = restClient();
    const uri =
      "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:f-${stageVariables.v}/invocations";
    const get = operation({ "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri } });
    const { body } = await imported(send, document({ "/a": { get } }, { "x-other": "${AWS::Other}" }));
    expect(uriOf((await methodsOf(send, body["id"]))["GET /a"])).toBe(
      FUNCTION.replace("function:f/", "function:f-${stageVariables.v}/"),
    );
  });

  it("lets operations share an integration that is kept under components", async () => {
    const send = restClient();
    const get = operation({
      "x-amazon-apigateway-integration": { $ref: "#/components/x-amazon-apigateway-integrations/one" },
    });
    const one = { type: "aws_proxy", httpMethod: "POST", uri: FUNCTION };
    const components = { "x-amazon-apigateway-integrations": { one } };
    const { body } = await imported(send, document({ "/a": { get }, "/b": { get } }, { components }));
    const methods = await methodsOf(send, body["id"]);
    expect([uriOf(methods["GET /a"]), uriOf(methods["GET /b"])]).toEqual([FUNCTION, FUNCTION]);
    const lost = await imported(send, document({ "/a": { get } }));
    expect([lost.status, lost.body["message"]]).toEqual([400, expect.stringContaining("leads to nothing")]);
  });

  it("passes over a security scheme that is not there only where the operation says that it is open", async () => {
    const send = restClient();
    const security = [{ api_key: [] }];
    const open = operation({ security, "x-amazon-apigateway-auth": { type: "none" } });
    const { status, body } = await imported(send, document({ "/a": { get: open } }));
    expect([status, body["warnings"]]).toEqual([
      201,
      ["Security scheme 'api_key' of resource '/a' and method 'GET' is unknown and was ignored"],
    ]);
    expect((await imported(send, document({ "/a": { get: open } }), { failOnWarnings: true })).status).toBe(400);
    expect((await imported(send, document({ "/a": { get: operation({ security }) } }))).status).toBe(400);
  });

  it("takes scopes of user pools' authorizers only", async () => {
    const send = restClient();
    const authorizer = { type: "token", authorizerUri: FUNCTION, authorizerResultTtlInSeconds: 0 };
    const scheme = { type: "apiKey", name: "Authorization", in: "header" };
    const securitySchemes = { own: { ...scheme, "x-amazon-apigateway-authorizer": authorizer } };
    const get = operation({ security: [{ own: ["admin"] }] });
    const { status, body } = await imported(send, document({ "/a": { get } }, { components: { securitySchemes } }));
    expect(status).toBe(201);
    const method = (await methodsOf(send, body["id"]))["GET /a"];
    expect(method).toMatchObject({ authorizationType: "CUSTOM" });
    expect(method).not.toHaveProperty("authorizationScopes");
  });
});
