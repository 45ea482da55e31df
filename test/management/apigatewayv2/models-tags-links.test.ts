import { describe, expect, it } from "vitest";
import { createDomainName } from "../../../src/management/domains/v2.ts";
import { NOW, newApi, refusal, v2, v2Call } from "../../support/v2-call.ts";

const call = v2Call();

describe("models", () => {
  it("belong to WebSocket APIs, have unique alphanumeric names and give a mapping template", async () => {
    const ApiId = await newApi(call, "WEBSOCKET");
    const Schema = JSON.stringify({ type: "object", properties: { n: { type: "integer" } } });
    const model = await v2.CreateModel(call, { ApiId, Name: "order", Schema });
    const ModelId = model.ModelId ?? "";
    expect(model).toEqual({
      ContentType: "application/json",
      ModelId: expect.stringMatching(/^[a-z0-9]{6}$/),
      Name: "order",
      Schema,
    });
    expect((await v2.GetModelTemplate(call, { ApiId, ModelId })).Value).toContain('"n" : 42');
    expect(await v2.UpdateModel(call, { ApiId, ModelId, Description: "d" })).toEqual({ ...model, Description: "d" });
    expect((await refusal(v2.CreateModel(call, { ApiId, Name: "order", Schema })))[0]).toBe("ConflictException");
    await v2.DeleteModel(call, { ApiId, ModelId });
    expect((await v2.GetModels(call, { ApiId })).Items).toEqual([]);
  });

  it.each([
    ["p-m3", "{}", /^Model name must be alphanumeric: p-m3$/],
    ["m", "{", /^Invalid model specified: .*Schema is not valid JSON/],
    ["m", '{"type":"order"}', /^Invalid model specified: /],
  ])("refuse the name '%s' with the schema %s", async (Name, Schema, message) => {
    const ApiId = await newApi(call, "WEBSOCKET");
    expect((await refusal(v2.CreateModel(call, { ApiId, Name, Schema })))[1]).toMatch(message);
  });

  it("are refused on HTTP APIs", async () => {
    const ApiId = await newApi(call);
    expect(await refusal(v2.CreateModel(call, { ApiId, Name: "m", Schema: "{}" }))).toEqual([
      "BadRequestException",
      "Currently, Models are not permitted for APIs with a protocol type of HTTP",
    ]);
  });

  it("stay while a route uses them", async () => {
    const ApiId = await newApi(call, "WEBSOCKET");
    const { ModelId = "" } = await v2.CreateModel(call, { ApiId, Name: "m", Schema: "{}" });
    await v2.CreateRoute(call, { ApiId, RouteKey: "r", RequestModels: { $default: "m" } });
    expect((await refusal(v2.DeleteModel(call, { ApiId, ModelId })))[0]).toBe("ConflictException");
  });
});

describe("tags", () => {
  const arn = (resource: string): string => `arn:aws:apigateway:us-east-1::${resource}`;

  it.each(["api", "stage", "$default stage", "vpc link", "domain name"])(
    "of an %s are added, replaced and removed",
    async (what) => {
      const ApiId = await newApi(call);
      await v2.CreateStage(call, { ApiId, StageName: "s" });
      await v2.CreateStage(call, { ApiId, StageName: "$default" });
      const { VpcLinkId } = await v2.CreateVpcLink(call, { Name: "v", SubnetIds: ["s"] });
      const DomainName = `${ApiId}.tags.test`;
      await createDomainName(call, { DomainName });
      const resources: Record<string, string> = {
        api: `/apis/${ApiId}`,
        stage: `/apis/${ApiId}/stages/s`,
        "$default stage": `/apis/${ApiId}/stages/$default`,
        "vpc link": `/vpclinks/${VpcLinkId}`,
        "domain name": `/domainnames/${DomainName}`,
      };
      const ResourceArn = arn(resources[what] ?? "");
      expect(await v2.GetTags(call, { ResourceArn })).toEqual({ Tags: {} });
      await v2.TagResource(call, { ResourceArn, Tags: { a: "1", b: "2" } });
      await v2.TagResource(call, { ResourceArn, Tags: { b: "3" } });
      await v2.UntagResource(call, { ResourceArn, TagKeys: ["a", "nosuch"] });
      expect(await v2.GetTags(call, { ResourceArn })).toEqual({ Tags: { b: "3" } });
    },
  );

  it("are refused for what is no resource of API Gateway v2, and for what does not exist", async () => {
    const tag = (ResourceArn: string): Promise<[string, string]> =>
      refusal(v2.TagResource(call, { ResourceArn, Tags: { a: "1" } }));
    expect((await tag("nonsense"))[0]).toBe("BadRequestException");
    expect((await tag(arn("/restapis/abc")))[0]).toBe("BadRequestException");
    expect(await tag(arn("/apis/nosuchapi0"))).toEqual([
      "NotFoundException",
      "Invalid API identifier specified 000000000000:nosuchapi0",
    ]);
    expect((await tag(arn(`/apis/${await newApi(call)}/stages/x`)))[1]).toBe("Invalid stage identifier specified");
  });
});

describe("VPC links", () => {
  it("are available at once, renamed and deleted", async () => {
    const link = await v2.CreateVpcLink(call, {
      Name: "v",
      SubnetIds: ["subnet-1"],
      SecurityGroupIds: ["sg-1"],
      Tags: { a: "1" },
    });
    const VpcLinkId = link.VpcLinkId ?? "";
    expect(link).toEqual({
      CreatedDate: NOW,
      Name: "v",
      SecurityGroupIds: ["sg-1"],
      SubnetIds: ["subnet-1"],
      Tags: { a: "1" },
      VpcLinkId,
      VpcLinkStatus: "AVAILABLE",
      VpcLinkStatusMessage: "VPC link is ready to route traffic",
      VpcLinkVersion: "V2",
    });
    expect(await v2.UpdateVpcLink(call, { VpcLinkId, Name: "w" })).toEqual({ ...link, Name: "w" });
    expect((await v2.GetVpcLinks(call, {})).Items).toContainEqual({ ...link, Name: "w" });
    await v2.DeleteVpcLink(call, { VpcLinkId });
    const none = ["NotFoundException", "Invalid Vpc Link identifier specified"];
    expect(await refusal(v2.GetVpcLink(call, { VpcLinkId }))).toEqual(none);
    expect(await refusal(v2.DeleteVpcLink(call, { VpcLinkId }))).toEqual(none);
    expect(await refusal(v2.UpdateVpcLink(call, { VpcLinkId, Name: "x" }))).toEqual(none);
  });

  it("need a subnet", async () => {
    expect((await refusal(v2.CreateVpcLink(call, { Name: "v", SubnetIds: [] })))[1]).toBe(
      "SubnetIds for a vpc link cannot be empty",
    );
  });
});
