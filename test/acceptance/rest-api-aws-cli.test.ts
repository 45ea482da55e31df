import { beforeAll, expect, it } from "vitest";
import { aws, describeWithAws, tryAws } from "../support/aws-cli.ts";
import { sharedGateway, type Gateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

describeWithAws("a REST API, with the AWS CLI", () => {
  const v1 = (...args: string[]) => aws<Record<string, unknown>>(gateway, ["apigateway", ...args]);

  it("is made, deployed, called and tuned by commands as tutorials write them", { timeout: 120_000 }, async () => {
    const api = await v1("create-rest-api", "--name", "pets");
    const ids = ["--rest-api-id", String(api["id"]), "--resource-id", String(api["rootResourceId"])];
    const method = [...ids, "--http-method", "GET"];
    await v1("put-method", ...method, "--authorization-type", "NONE");
    const request200 = '{"application/json":"{\\"statusCode\\": 200}"}';
    await v1("put-integration", ...method, "--type", "MOCK", "--request-templates", request200);
    await v1("put-method-response", ...method, "--status-code", "200");
    const answer = '{"application/json":"{\\"kind\\": \\"$stageVariables.kind\\"}"}';
    const response = ["--status-code", "200", "--response-templates", answer];
    await v1("put-integration-response", ...method, ...response);

    const stage = ["--rest-api-id", String(api["id"]), "--stage-name", "prod"];
    await v1("create-deployment", ...stage, "--variables", "kind=cat");
    const url = `http://${String(api["id"])}.execute-api.localhost:${gateway.port}/prod`;
    const called = await request(url);
    expect([called.status, called.text]).toEqual([200, '{"kind": "cat"}']);

    const patch = (operation: string) => v1("update-stage", ...stage, "--patch-operations", operation);
    const cached = await patch("op=replace,path=/cacheClusterEnabled,value=true");
    expect(cached).toMatchObject({ cacheClusterEnabled: true, cacheClusterStatus: "AVAILABLE" });
    const limited = await patch("op=replace,path=/methodSettings/*/*/throttlingRateLimit,value=100");
    expect(limited["methodSettings"]).toMatchObject({ "*/*": { throttlingRateLimit: 100 } });
    const slower = await patch("op=replace,path=/*/*/throttling/rateLimit,value=50");
    expect(slower["methodSettings"]).toMatchObject({ "*/*": { throttlingRateLimit: 50 } });

    await patch("op=replace,path=/variables/kind,value=dog");
    expect((await request(url)).text).toBe('{"kind": "dog"}');
  });

  it("tells what is wrong with an update in AWS's words", async () => {
    const api = await v1("create-rest-api", "--name", "pets");
    const stage = ["--rest-api-id", String(api["id"]), "--stage-name", "prod"];
    const deployment = await tryAws(gateway, ["apigateway", "create-deployment", ...stage]);
    expect(deployment.stderr).toContain("(BadRequestException)");
    expect(deployment.stderr).toContain("The REST API doesn't contain any methods");
  });
});
