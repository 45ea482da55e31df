import {
  type ApiGatewayV2Client,
  CreateApiCommand,
  CreateApiMappingCommand,
  CreateDeploymentCommand,
  CreateDomainNameCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  UpdateApiCommand,
  UpdateIntegrationCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ActingResource, actsOn } from "../../src/management/acting.ts";
import { apiGatewayV2 } from "../support/clients.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";
import { type UpstreamServer, startUpstream } from "../support/upstream-server.ts";

let gateway: Gateway;
let upstream: UpstreamServer;
let client: ApiGatewayV2Client;
beforeAll(async () => {
  gateway = await sharedGateway();
  client = apiGatewayV2(gateway);
  upstream = await startUpstream();
});
afterAll(() => upstream.stop());

/** An HTTP API with one route, deployed by hand to the stage `s`. */
interface Deployed {
  ApiId: string;
  IntegrationId: string;
  url: string;
}

const STAGE = "s";

async function deployedHttpApi(): Promise<Deployed> {
  const { ApiId = "", ApiEndpoint } = await client.send(new CreateApiCommand({ Name: "acting", ProtocolType: "HTTP" }));
  const { IntegrationId = "" } = await client.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: "HTTP_PROXY",
      IntegrationMethod: "ANY",
      IntegrationUri: `${upstream.url}/\${stageVariables.place}`,
      PayloadFormatVersion: "1.0",
    }),
  );
  await client.send(new CreateRouteCommand({ ApiId, RouteKey: "GET /a", Target: `integrations/${IntegrationId}` }));
  const { DeploymentId } = await client.send(new CreateDeploymentCommand({ ApiId }));
  const StageVariables = { place: "before" };
  await client.send(new CreateStageCommand({ ApiId, StageName: STAGE, DeploymentId, StageVariables }));
  return { ApiId, IntegrationId, url: `${ApiEndpoint}/${STAGE}` };
}

const deploy = ({ ApiId }: Deployed): Promise<unknown> =>
  client.send(new CreateDeploymentCommand({ ApiId, StageName: STAGE }));

/** What a caller sees of the API: the answer's status and CORS header, and where the backend was called. */
async function seen(url: string, host?: string): Promise<unknown> {
  upstream.reset();
  const headers = { origin: "https://page.test" };
  const answer = await request(url, { headers, ...(host !== undefined && { host }) });
  return [answer.status, answer.headers.get("access-control-allow-origin"), upstream.requests.map((one) => one.url)];
}

/** A change of a resource, and where it can be seen. */
interface Change {
  resource: ActingResource;
  what: string;
  change(api: Deployed): Promise<unknown>;
  /** the stage's route unless told */
  look?(api: Deployed): Promise<unknown>;
}

const DOMAIN = "acting.shop.test";

const CHANGES: Change[] = [
  {
    resource: "api",
    what: "CORS",
    change: ({ ApiId }) =>
      client.send(new UpdateApiCommand({ ApiId, CorsConfiguration: { AllowOrigins: ["https://page.test"] } })),
  },
  {
    resource: "route",
    what: "a new route",
    change: ({ ApiId, IntegrationId }) =>
      client.send(new CreateRouteCommand({ ApiId, RouteKey: "GET /b", Target: `integrations/${IntegrationId}` })),
    look: ({ url }) => seen(`${url}/b`),
  },
  {
    resource: "integration",
    what: "the backend's address",
    change: ({ ApiId, IntegrationId }) =>
      client.send(new UpdateIntegrationCommand({ ApiId, IntegrationId, IntegrationUri: `${upstream.url}/moved` })),
  },
  {
    resource: "stage",
    what: "a variable",
    change: ({ ApiId }) =>
      client.send(new UpdateStageCommand({ ApiId, StageName: STAGE, StageVariables: { place: "after" } })),
  },
  {
    resource: "deployment",
    what: "the deployment that the stage points to",
    async change({ ApiId, IntegrationId }) {
      const Target = `integrations/${IntegrationId}`;
      await client.send(new CreateRouteCommand({ ApiId, RouteKey: "GET /later", Target }));
      const { DeploymentId } = await client.send(new CreateDeploymentCommand({ ApiId }));
      await client.send(new UpdateStageCommand({ ApiId, StageName: STAGE, DeploymentId }));
    },
    look: ({ url }) => seen(`${url}/later`),
  },
  {
    resource: "domain",
    what: "a domain name and its mapping",
    async change({ ApiId }) {
      await client.send(new CreateDomainNameCommand({ DomainName: DOMAIN }));
      await client.send(new CreateApiMappingCommand({ DomainName: DOMAIN, ApiId, Stage: STAGE }));
    },
    look: () => seen(`${gateway.url}/a`, DOMAIN),
  },
];

describe("a change of an HTTP API acts when the table says", () => {
  it.each(CHANGES)("$resource: $what", async ({ resource, change, look = ({ url }) => seen(`${url}/a`) }) => {
    const api = await deployedHttpApi();
    const before = await look(api);
    await change(api);
    const after = await look(api);
    if (actsOn(resource, "HTTP") !== "plan") return expect(after).not.toEqual(before);
    expect(after).toEqual(before);
    await deploy(api);
    expect(await look(api)).not.toEqual(before);
  });
});
