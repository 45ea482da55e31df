import {
  CreateBasePathMappingCommand,
  CreateDomainNameAccessAssociationCommand,
  CreateDomainNameCommand,
  DeleteDomainNameAccessAssociationCommand,
  GetDomainNameAccessAssociationsCommand,
  RejectDomainNameAccessAssociationCommand,
  UpdateDomainNameCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiGateway } from "../support/clients.ts";
import { createRestApi } from "../support/deployed-rest-api.ts";
import { type Gateway, sharedGateway, startGateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";

const allow = (condition: object = {}): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: "execute-api:Invoke",
        Resource: ["execute-api:/*"],
        Condition: condition,
      },
    ],
  });
const through = (vpce: string): string => allow({ StringEquals: { "aws:SourceVpce": vpce } });

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ vars: { PRIVATE_NETWORKS: "127.0.0.0/8,::1/128" } });
});
afterAll(() => gateway.stop());

/** A private domain that leads to an API. */
async function domain(on: Gateway, domainName: string, policy?: string): Promise<string> {
  const { client, restApiId } = await createRestApi(on, { methods: { "GET /": { template: "hello" } } });
  const endpointConfiguration = { types: ["PRIVATE" as const] };
  const made = await client.send(new CreateDomainNameCommand({ domainName, endpointConfiguration, policy }));
  expect(made.domainNameArn).toMatch(new RegExp(`:/domainnames/${domainName}\\+${made.domainNameId}$`));
  await client.send(new CreateBasePathMappingCommand({ domainName, restApiId, stage: "prod" }));
  const arn = made.domainNameArn ?? "";
  if (policy !== undefined) {
    // As in AWS's CLI reference: the short name of a resource is stored as the domain's whole name.
    const [statement] = (JSON.parse(made.policy ?? "{}") as { Statement: [{ Resource: string }] }).Statement;
    expect(statement.Resource).toBe(arn.replace(":apigateway:", ":execute-api:"));
  }
  return arn;
}

async function associate(on: Gateway, domainNameArn: string, accessAssociationSource: string): Promise<string> {
  const made = await apiGateway(on).send(
    new CreateDomainNameAccessAssociationCommand({
      domainNameArn,
      accessAssociationSource,
      accessAssociationSourceType: "VPCE",
      tags: { team: "blue" },
    }),
  );
  return made.domainNameAccessAssociationArn ?? "";
}

const status = async (on: Gateway, host: string): Promise<number> => (await request(`${on.url}/`, { host })).status;

describe("a private custom domain", () => {
  it("answers from private networks, while its policy allows an endpoint that is associated with it", async () => {
    const host = "inside.shop.test";
    const arn = await domain(gateway, host, through("vpce-1"));
    expect(await status(gateway, host)).toBe(403);
    const other = await associate(gateway, arn, "vpce-2");
    expect(await status(gateway, host)).toBe(403);
    const own = await associate(gateway, arn, "vpce-1");
    expect(await status(gateway, host)).toBe(200);
    const client = apiGateway(gateway);
    const { items } = await client.send(new GetDomainNameAccessAssociationsCommand({}));
    expect(items?.map((item) => item.domainNameAccessAssociationArn).toSorted()).toEqual([own, other].toSorted());
    expect(items?.[0]).toMatchObject({
      domainNameArn: arn,
      accessAssociationSourceType: "VPCE",
      tags: { team: "blue" },
    });
    const ids = { domainNameAccessAssociationArn: own };
    const rejected = client.send(new RejectDomainNameAccessAssociationCommand({ ...ids, domainNameArn: arn }));
    await expect(rejected).rejects.toMatchObject({ name: "BadRequestException" });
    await client.send(new DeleteDomainNameAccessAssociationCommand(ids));
    expect(await status(gateway, host)).toBe(403);
  });

  it("lets nobody in without a policy, and follows the one that it is given", async () => {
    const host = "closed.shop.test";
    await associate(gateway, await domain(gateway, host), "vpce-1");
    expect(await status(gateway, host)).toBe(403);
    const patchOperations = [{ op: "replace" as const, path: "/policy", value: allow() }];
    await apiGateway(gateway).send(new UpdateDomainNameCommand({ domainName: host, patchOperations }));
    expect(await status(gateway, host)).toBe(200);
    const path = "/endpointConfiguration/types/PRIVATE";
    const regional = { domainName: host, patchOperations: [{ op: "replace" as const, path, value: "REGIONAL" }] };
    const opened = apiGateway(gateway).send(new UpdateDomainNameCommand(regional));
    await expect(opened).rejects.toMatchObject({ name: "BadRequestException" });
  });

  it("is closed to every other network", async () => {
    const shared = await sharedGateway();
    const host = "outside.shop.test";
    await associate(shared, await domain(shared, host, allow()), "vpce-1");
    expect(await status(shared, host)).toBe(403);
  });

  it("is what associations and policies are for: others have neither", async () => {
    const client = apiGateway(gateway);
    const types = { endpointConfiguration: { types: ["REGIONAL" as const] } };
    const policed = client.send(new CreateDomainNameCommand({ domainName: "a.shop.test", ...types, policy: allow() }));
    await expect(policed).rejects.toMatchObject({ name: "BadRequestException" });
    const { domainNameArn = "" } = await client.send(
      new CreateDomainNameCommand({ domainName: "b.shop.test", ...types }),
    );
    await expect(associate(gateway, domainNameArn, "vpce-1")).rejects.toMatchObject({ name: "BadRequestException" });
    await expect(associate(gateway, `${domainNameArn}x`, "vpce-1")).rejects.toMatchObject({
      name: "NotFoundException",
    });
  });
});
