import {
  CreateBasePathMappingCommand,
  CreateRestApiCommand,
  DeleteBasePathMappingCommand,
  DeleteRestApiCommand,
  DeleteStageCommand as DeleteRestStageCommand,
  GetBasePathMappingCommand,
} from "@aws-sdk/client-api-gateway";
import {
  CreateApiCommand,
  CreateApiMappingCommand,
  CreateDomainNameCommand,
  DeleteApiCommand,
  DeleteApiMappingCommand,
  DeleteDomainNameCommand,
  DeleteStageCommand,
  GetApiMappingsCommand,
  GetDomainNameCommand,
} from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiGateway, apiGatewayV2 } from "../support/clients.ts";
import { createRestApi } from "../support/deployed-rest-api.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { createHttpApi } from "../support/http-api.ts";
import { request } from "../support/request.ts";
import { type UpstreamServer, startUpstream } from "../support/upstream-server.ts";

let gateway: Gateway;
let upstream: UpstreamServer;
beforeAll(async () => {
  gateway = await sharedGateway();
  upstream = await startUpstream();
});
afterAll(async () => {
  await upstream.stop();
  await gateway.stop();
});

const quickApi = async (): Promise<string> =>
  (await apiGatewayV2(gateway).send(new CreateApiCommand({ Name: "d", ProtocolType: "HTTP", Target: upstream.url })))
    .ApiId ?? "";

describe("a custom domain", () => {
  it("sends requests by their Host and longest base path to an API's stage", async () => {
    const client = apiGatewayV2(gateway);
    const [root, deep] = [await quickApi(), await quickApi()];
    await client.send(new CreateDomainNameCommand({ DomainName: "Api.Shop.Test" }));
    await client.send(new CreateApiMappingCommand({ DomainName: "api.shop.test", ApiId: root, Stage: "$default" }));
    await client.send(
      new CreateApiMappingCommand({
        DomainName: "api.shop.test",
        ApiId: deep,
        Stage: "$default",
        ApiMappingKey: "orders/v1",
      }),
    );
    const idOf = async (path: string): Promise<number> =>
      (await request(`${gateway.url}${path}`, { host: "api.shop.test" })).status;
    upstream.answer({ status: 201 });
    expect(await idOf("/")).toBe(201);
    expect(await idOf("/orders/v1/x")).toBe(201);
    expect((await client.send(new GetApiMappingsCommand({ DomainName: "api.shop.test" }))).Items).toHaveLength(2);
    await client.send(new DeleteDomainNameCommand({ DomainName: "api.shop.test" }));
    expect(await idOf("/")).toBe(403);
  });

  it("takes the longest prefix where a mapping has several levels, else whole segments (developer guide)", async () => {
    const client = apiGatewayV2(gateway);
    const DomainName = "prefix.shop.test";
    await client.send(new CreateDomainNameCommand({ DomainName }));
    upstream.answer(({ url }) => ({ body: url }));
    const map = async (ApiMappingKey: string): Promise<void> => {
      const routes = { "ANY /{proxy+}": `${upstream.url}/${ApiMappingKey}!{proxy}` };
      const { apiId: ApiId } = await createHttpApi(gateway, { routes });
      await client.send(new CreateApiMappingCommand({ DomainName, ApiId, Stage: "$default", ApiMappingKey }));
    };
    const reached = async (path: string): Promise<string> =>
      (await request(`${gateway.url}${path}`, { host: DomainName })).text;
    await map("");
    await map("orders");
    expect(await reached("/ordersandmore")).toBe("/!ordersandmore");
    await map("orders/v1/items");
    expect(await reached("/ordersandmore")).toBe("/orders!andmore");
    expect(await reached("/orders/v1/items/123")).toBe("/orders/v1/items!123");
    expect(await reached("/customers")).toBe("/!customers");
  });

  it("is one thing for both API generations, and (none) is the root base path", async () => {
    const { client: rest, restApiId } = await createRestApi(gateway, { methods: { "GET /": { template: "hello" } } });
    await apiGatewayV2(gateway).send(new CreateDomainNameCommand({ DomainName: "both.shop.test" }));
    await rest.send(new CreateBasePathMappingCommand({ domainName: "both.shop.test", restApiId, stage: "prod" }));
    const mapping = await rest.send(
      new GetBasePathMappingCommand({ domainName: "both.shop.test", basePath: "(none)" }),
    );
    expect(mapping).toMatchObject({ basePath: "(none)", restApiId, stage: "prod" });
  });

  it.each([
    "localhost",
    "x.localhost",
    "execute-api.localhost",
    "a.execute-api.localhost",
    "me.workers.dev",
    "127.0.0.1",
  ])("is refused when its name would take requests from the gateway itself: %s", async (DomainName) => {
    const client = apiGatewayV2(gateway);
    await expect(client.send(new CreateDomainNameCommand({ DomainName }))).rejects.toMatchObject({
      name: "BadRequestException",
    });
    await expect(client.send(new GetDomainNameCommand({ DomainName }))).rejects.toMatchObject({
      name: "NotFoundException",
    });
  });

  it("keeps the APIs that it leads to from being deleted", async () => {
    const ApiId = await quickApi();
    const client = apiGatewayV2(gateway);
    await client.send(new CreateDomainNameCommand({ DomainName: "kept.shop.test" }));
    await client.send(new CreateApiMappingCommand({ DomainName: "kept.shop.test", ApiId, Stage: "$default" }));
    await expect(client.send(new DeleteApiCommand({ ApiId }))).rejects.toMatchObject({
      name: "BadRequestException",
      message: `Deleting API ${ApiId} failed. Please remove all API mappings for the API from your custom domain names.`,
    });
    const rest = apiGateway(gateway);
    const { id: restApiId } = await rest.send(new CreateRestApiCommand({ name: "kept" }));
    await rest.send(new CreateBasePathMappingCommand({ domainName: "kept.shop.test", restApiId, basePath: "v1" }));
    await expect(rest.send(new DeleteRestApiCommand({ restApiId }))).rejects.toMatchObject({
      name: "BadRequestException",
      message: `Deleting RestApi ${restApiId} failed. Please remove all base path mappings related to the RestApi in your domains: kept.shop.test`,
    });
    await client.send(new DeleteDomainNameCommand({ DomainName: "kept.shop.test" }));
    await client.send(new DeleteApiCommand({ ApiId }));
    await rest.send(new DeleteRestApiCommand({ restApiId }));
  });

  it("keeps the stages that it leads to from being deleted", async () => {
    const ApiId = await quickApi();
    const client = apiGatewayV2(gateway);
    const rest = apiGateway(gateway);
    const DomainName = "stages.shop.test";
    await client.send(new CreateDomainNameCommand({ DomainName }));
    const mapping = await client.send(new CreateApiMappingCommand({ DomainName, ApiId, Stage: "$default" }));
    const { restApiId } = await createRestApi(gateway, { methods: { "GET /": {} }, stage: "live" });
    const basePath = { domainName: DomainName, basePath: "v1" };
    await rest.send(new CreateBasePathMappingCommand({ ...basePath, restApiId, stage: "live" }));
    const refused = (stage: string) => ({
      name: "BadRequestException",
      message: `Deleting stage ${stage} failed. Please remove all base path mappings related to the stage in your domains: ${DomainName}`,
    });
    const httpStage = new DeleteStageCommand({ ApiId, StageName: "$default" });
    await expect(client.send(httpStage)).rejects.toMatchObject(refused("$default"));
    const restStage = new DeleteRestStageCommand({ restApiId, stageName: "live" });
    await expect(rest.send(restStage)).rejects.toMatchObject(refused("live"));
    await client.send(new DeleteApiMappingCommand({ DomainName, ApiMappingId: mapping.ApiMappingId }));
    await rest.send(new DeleteBasePathMappingCommand(basePath));
    await client.send(httpStage);
    await rest.send(restStage);
  });

  it("is not made twice", async () => {
    const client = apiGatewayV2(gateway);
    await client.send(new CreateDomainNameCommand({ DomainName: "twice.shop.test" }));
    await expect(client.send(new CreateDomainNameCommand({ DomainName: "TWICE.shop.test" }))).rejects.toMatchObject({
      name: "ConflictException",
    });
  });
});

describe("a host that belongs to nobody", () => {
  it("is answered 403 Forbidden, and no management API, health or console", async () => {
    for (const path of ["/", "/v2/apis", "/health", "/console/"]) {
      const answer = await request(`${gateway.url}${path}`, { host: "evil.test" });
      expect([path, answer.status, answer.text]).toEqual([path, 403, '{"message":"Forbidden"}']);
    }
  });
});
