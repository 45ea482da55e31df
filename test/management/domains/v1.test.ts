import { describe, expect, it } from "vitest";
import {
  createApiMapping,
  createDomainName,
  getApiMappings,
  updateApiMapping,
} from "../../../src/management/domains/v2.ts";
import { restClient } from "../../support/rest-call.ts";
import { deployedApi } from "../../support/rest-api.ts";
import { newApi, v2, v2Call } from "../../support/v2-call.ts";

const certificate = (id: number) => `arn:aws:acm:us-east-1:000000000000:certificate/${id}`;
let made = 0;

async function domain(input: object = {}) {
  const send = restClient();
  const domainName = `d${(made += 1)}.names.test`;
  const { status, body } = await send("CreateDomainName", { domainName, ...input });
  const update = async (...patchOperations: object[]) =>
    (await send("UpdateDomainName", { domainName, patchOperations })).body;
  return { send, domainName, status, body, update };
}

describe("a domain that moves between EDGE and REGIONAL (developer guide, migrating a custom domain name)", () => {
  it("has both types, each with its certificate, until one is taken away", async () => {
    const { update } = await domain({ certificateArn: certificate(1), certificateName: "edge" });
    const both = await update(
      { op: "add", path: "/endpointConfiguration/types", value: "REGIONAL" },
      { op: "add", path: "/regionalCertificateArn", value: certificate(2) },
    );
    expect(both).toMatchObject({
      endpointConfiguration: { types: ["EDGE", "REGIONAL"] },
      certificateArn: certificate(1),
      certificateName: "edge",
      regionalCertificateArn: certificate(2),
      distributionDomainName: both["regionalDomainName"],
    });
    const regional = await update(
      { op: "remove", path: "/endpointConfiguration/types", value: "EDGE" },
      { op: "remove", path: "/certificateName" },
      { op: "remove", path: "/certificateArn" },
    );
    expect(regional).toMatchObject({
      endpointConfiguration: { types: ["REGIONAL"] },
      regionalCertificateArn: certificate(2),
    });
    for (const gone of ["certificateArn", "certificateName", "distributionDomainName"])
      expect(regional).not.toHaveProperty(gone);
  });

  it("goes the other way too, and back", async () => {
    const { update } = await domain({
      regionalCertificateArn: certificate(1),
      endpointConfiguration: { types: ["REGIONAL"] },
    });
    const both = await update(
      { op: "add", path: "/endpointConfiguration/types", value: "EDGE" },
      { op: "add", path: "/certificateArn", value: certificate(2) },
    );
    expect(both).toMatchObject({
      endpointConfiguration: { types: ["EDGE", "REGIONAL"] },
      certificateArn: certificate(2),
      regionalCertificateArn: certificate(1),
    });
    const back = await update({ op: "remove", path: "/endpointConfiguration/types", value: "EDGE" });
    expect(back).toMatchObject({
      endpointConfiguration: { types: ["REGIONAL"] },
      regionalCertificateArn: certificate(1),
    });
    expect(back).not.toHaveProperty("certificateArn");
  });

  it("may change its one type and certificate at once, in any order, as Terraform does", async () => {
    const { update } = await domain({ certificateArn: certificate(1) });
    const moved = await update(
      { op: "replace", path: "/certificateArn", value: "" },
      { op: "replace", path: "/regionalCertificateArn", value: certificate(2) },
      { op: "replace", path: "/endpointConfiguration/types/0", value: "REGIONAL" },
    );
    expect(moved).toMatchObject({
      endpointConfiguration: { types: ["REGIONAL"] },
      regionalCertificateArn: certificate(2),
    });
    expect(moved).not.toHaveProperty("certificateArn");
    const back = await update(
      { op: "replace", path: "/certificateArn", value: certificate(3) },
      { op: "replace", path: "/endpointConfiguration/types/0", value: "EDGE" },
      { op: "replace", path: "/regionalCertificateArn", value: "" },
    );
    expect(back).toMatchObject({ endpointConfiguration: { types: ["EDGE"] }, certificateArn: certificate(3) });
    expect(back).not.toHaveProperty("regionalCertificateArn");
  });

  it("keeps its certificate where only its type changes", async () => {
    const { update } = await domain({ certificateArn: certificate(1) });
    const moved = await update({ op: "replace", path: "/endpointConfiguration/types/EDGE", value: "REGIONAL" });
    expect(moved).toMatchObject({ regionalCertificateArn: certificate(1) });
  });

  it("keeps one type at least, and a private one keeps its own", async () => {
    const { send, domainName } = await domain();
    const remove = [{ op: "remove", path: "/endpointConfiguration/types", value: "EDGE" }];
    expect((await send("UpdateDomainName", { domainName, patchOperations: remove })).status).toBe(400);
    const closed = await domain({ endpointConfiguration: { types: ["PRIVATE"] } });
    const add = [{ op: "add", path: "/endpointConfiguration/types", value: "EDGE" }];
    const answer = await send("UpdateDomainName", { domainName: closed.domainName, patchOperations: add });
    expect(answer.status).toBe(400);
  });
});

describe("a private domain", () => {
  const endpointConfiguration = { types: ["PRIVATE"] };

  it("is dualstack, and refuses ipv4 (developer guide, IP address types for custom domain names)", async () => {
    const open = await domain();
    expect(open.body).toMatchObject({ endpointConfiguration: { ipAddressType: "ipv4" } });
    const closed = await domain({ endpointConfiguration });
    expect(closed.body).toMatchObject({ endpointConfiguration: { ipAddressType: "dualstack" } });
    expect((await domain({ endpointConfiguration: { ...endpointConfiguration, ipAddressType: "ipv4" } })).status).toBe(
      400,
    );
    const replace = [{ op: "replace", path: "/endpointConfiguration/ipAddressType", value: "ipv4" }];
    const { status } = await closed.send("UpdateDomainName", {
      domainName: closed.domainName,
      patchOperations: replace,
    });
    expect(status).toBe(400);
  });

  it("has access associations with tags of their own, and keeps those whose tags change", async () => {
    const { send, body, domainName } = await domain({ endpointConfiguration });
    const { domainNameAccessAssociationArn: resourceArn } = (
      await send("CreateDomainNameAccessAssociation", {
        domainNameArn: body["domainNameArn"],
        accessAssociationSource: "vpce-1",
        accessAssociationSourceType: "VPCE",
        tags: { team: "blue" },
      })
    ).body;
    await send("TagResource", { resourceArn, tags: { stage: "test" } });
    await send("UntagResource", { resourceArn, tagKeys: ["team"] });
    expect((await send("GetTags", { resourceArn })).body).toEqual({ tags: { stage: "test" } });
    await send("DeleteDomainName", { domainName });
    expect(await send("GetTags", { resourceArn })).toMatchObject({ status: 404 });
  });
});

describe("the security policy of a domain (developer guide, security policies for REST APIs)", () => {
  const enhanced = { securityPolicy: "SecurityPolicy_TLS13_1_3_2025_09", endpointAccessMode: "STRICT" };
  const replace = (path: string, value: string) => ({ op: "replace", path, value });

  it("goes with an endpoint access mode where it is an enhanced one", async () => {
    expect((await domain(enhanced)).body).toMatchObject(enhanced);
    const without = await domain({ securityPolicy: enhanced.securityPolicy });
    expect(without).toMatchObject({
      status: 400,
      body: { message: "Endpoint access mode is required for the specified security policy" },
    });
  });

  it("becomes an enhanced one and a legacy one again, with the mode", async () => {
    const { body, update } = await domain();
    expect(body).not.toHaveProperty("endpointAccessMode");
    const { securityPolicy, endpointAccessMode } = enhanced;
    const alone = await update(replace("/securityPolicy", securityPolicy));
    expect(alone).toMatchObject({ message: expect.stringMatching(/^Endpoint access mode is required/) });
    const policy = replace("/securityPolicy", securityPolicy);
    expect(await update(policy, replace("/endpointAccessMode", endpointAccessMode))).toMatchObject(enhanced);
    const legacy = await update(replace("/securityPolicy", "TLS_1_2"), replace("/endpointAccessMode", ""));
    expect(legacy).toMatchObject({ securityPolicy: "TLS_1_2" });
    expect(legacy).not.toHaveProperty("endpointAccessMode");
  });
});

describe("a domain's ARN", () => {
  it("names the account of a private domain only (examples of AWS's CLI reference)", async () => {
    const open = await domain();
    expect(open.body["domainNameArn"]).toBe(`arn:aws:apigateway:us-east-1::/domainnames/${open.domainName}`);
    const closed = await domain({ endpointConfiguration: { types: ["PRIVATE"] } });
    expect(closed.body["domainNameArn"]).toBe(
      `arn:aws:apigateway:us-east-1:000000000000:/domainnames/${closed.domainName}+${closed.body["domainNameId"] as string}`,
    );
  });
});

describe("domains", () => {
  it("of other accounts there are none", async () => {
    const { send } = await domain();
    expect((await send("GetDomainNames", { resourceOwner: "OTHER_ACCOUNTS" })).body["item"]).toEqual([]);
    expect((await send("GetDomainNames", { resourceOwner: "SELF" })).body["item"]).not.toEqual([]);
  });

  it("go with all that is below them, a mapping that is made at the same moment too", async () => {
    const { send, domainName } = await domain();
    const { restApiId } = await deployedApi();
    const call = v2Call();
    let touches = 0;
    const touch = async () => {
      if (touches++ === 0) await send("CreateBasePathMapping", { domainName, restApiId, basePath: "v1" });
    };
    const remove = restClient({ ...call, keepDomain: { touch, hint: () => "" } });
    expect((await remove("DeleteDomainName", { domainName })).status).toBe(202);
    expect(await call.documents.list("domainMapping", { parent: domainName })).toEqual([]);
  });

  it("have tags as all resources may have them", async () => {
    const { status, body } = await domain({ tags: { "AWS:team": "blue" } });
    expect([status, body["message"]]).toEqual([400, "Invalid tag key 'AWS:team': the prefix aws: is reserved"]);
  });

  it("are not of type EDGE where v2 makes them", async () => {
    const DomainNameConfigurations = [{ EndpointType: "EDGE" as const }];
    await expect(
      createDomainName(v2Call(), { DomainName: "edge.names.test", DomainNameConfigurations }),
    ).rejects.toThrow("EDGE endpoint type is not supported for APIGatewayV2 domainName");
  });

  it("need a name", async () => {
    const { status, body } = await restClient()("CreateDomainName", { domainName: "" });
    expect([status, body["message"]]).toEqual([400, "No Domain Name specified"]);
  });
});

describe("base path mappings", () => {
  it("are of one level: those of several are for the other API generation to make", async () => {
    const { send, domainName } = await domain();
    const { restApiId } = await deployedApi();
    expect((await send("CreateBasePathMapping", { domainName, restApiId, basePath: "v1" })).status).toBe(201);
    const deep = await send("CreateBasePathMapping", { domainName, restApiId, basePath: "a/b" });
    const moved = await send("UpdateBasePathMapping", {
      domainName,
      basePath: "v1",
      patchOperations: [{ op: "replace", path: "/basePath", value: "/v1" }],
    });
    for (const { status, body } of [deep, moved]) {
      expect(status).toBe(400);
      expect(body["message"]).toMatch(/doesn't support the slash character .* use API Gateway V2\.$/);
    }
  });

  it.each([
    ["HTTP", { types: ["REGIONAL"] }, 201],
    ["WEBSOCKET", { types: ["REGIONAL"] }, 201],
    ["HTTP", { types: ["EDGE"] }, 400],
  ] as const)(
    "of APIs of kind %s are for v2 to make, of a domain %j: %i",
    async (kind, endpointConfiguration, status) => {
      const { send, domainName } = await domain({ endpointConfiguration });
      const call = v2Call();
      const ApiId = await newApi(call, kind);
      await v2.CreateStage(call, { ApiId, StageName: "prod" });
      const byV1 = await send("CreateBasePathMapping", { domainName, restApiId: ApiId, stage: "prod" });
      expect([byV1.status, byV1.body["message"]]).toEqual([
        400,
        expect.stringMatching(/^Mixing of REST APIs and HTTP APIs .* V2 DomainName interface\. Currently, WebSocket/),
      ]);
      const byV2 = createApiMapping(call, { DomainName: domainName, ApiId, Stage: "prod" });
      if (status === 400) await expect(byV2).rejects.toThrow("Only REGIONAL domain names can be managed through");
      else expect(await byV2).toMatchObject({ ApiId });
    },
  );

  it("lead to WebSocket APIs or to others, never to both", async () => {
    const { send, domainName } = await domain({ endpointConfiguration: { types: ["REGIONAL"] } });
    const { restApiId } = await deployedApi();
    const call = v2Call();
    const ApiId = await newApi(call, "WEBSOCKET");
    await v2.CreateStage(call, { ApiId, StageName: "prod" });
    const mapping = { DomainName: domainName, Stage: "prod" };
    const { ApiMappingId = "" } = await createApiMapping(call, { ...mapping, ApiId });
    const rest = { domainName, restApiId, basePath: "rest", stage: "prod" };
    const mixing = "WebSocket APIs can only be attached to a domain name with other WebSocket APIs";
    expect((await send("CreateBasePathMapping", rest)).body["message"]).toContain(mixing);
    await expect(createApiMapping(call, { ...mapping, ApiId: restApiId, ApiMappingKey: "a" })).rejects.toThrow(mixing);
    await createApiMapping(call, { ...mapping, ApiId, ApiMappingKey: "again" });
    await expect(updateApiMapping(call, { ...mapping, ApiMappingId, ApiId: restApiId })).rejects.toThrow(mixing);
  });

  it("come in pages, of both API generations", async () => {
    const { send, domainName } = await domain({ endpointConfiguration: { types: ["REGIONAL"] } });
    const { restApiId } = await deployedApi();
    const call = v2Call();
    const keys = ["", "a", "b", "c/d"];
    for (const ApiMappingKey of keys) {
      await createApiMapping(call, { DomainName: domainName, ApiId: restApiId, Stage: "prod", ApiMappingKey });
    }
    const seen: unknown[] = [];
    let position: unknown;
    do {
      const page = (await send("GetBasePathMappings", { domainName, limit: 3, ...(position ? { position } : {}) }))
        .body;
      seen.push(...(page["item"] as { basePath: string }[]).map(({ basePath }) => basePath));
      position = page["position"];
    } while (position !== undefined);
    expect(seen.toSorted()).toEqual(["(none)", "a", "b", "c/d"]);
    const first = await getApiMappings(call, { DomainName: domainName, MaxResults: "3" });
    const rest = await getApiMappings(call, { DomainName: domainName, MaxResults: "3", NextToken: first.NextToken });
    expect([...(first.Items ?? []), ...(rest.Items ?? [])].map((item) => item.ApiMappingKey).toSorted()).toEqual(keys);
    expect(rest.NextToken).toBeUndefined();
  });
});
