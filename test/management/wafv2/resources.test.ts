import { beforeAll, describe, expect, it } from "vitest";
import type { Identity } from "../../../src/identities/identity.ts";
import { accessesOf, authorize } from "../../../src/management/authorization/authorize.ts";
import type { Call } from "../../../src/management/call.ts";
import { stageArn } from "../../../src/management/wafv2/arns.ts";
import { tableOf } from "../../../src/wire/tables.ts";
import { restClient } from "../../support/rest-call.ts";
import { refusal, v2Call } from "../../support/v2-call.ts";
import { newIpSet, newWebAcl, wafv2 } from "../../support/waf-call.ts";
import { VisibilityConfig } from "../../support/visibility-config.ts";

const call = v2Call();
const inFrankfurt: Call = { ...call, region: "eu-central-1" };
const Scope = "REGIONAL";
const code = async (work: Promise<unknown>): Promise<string> => (await refusal(work))[0];

const INVALID_ARN =
  "The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons or slashes.";
const FAR_SET = "arn:aws:wafv2:us-west-2:000000000000:regional/ipset/x/11111111-2222-3333-4444-555555555555";

const geoRule = (Name: string) => ({
  Name,
  Priority: 1,
  Statement: { GeoMatchStatement: { CountryCodes: ["DE" as const] } },
  Action: { Block: {} },
  VisibilityConfig,
});

/** A REST API with a stage, made in us-east-1. */
async function stage(): Promise<{ restApiId: string; arn: string }> {
  const send = restClient(call);
  const { id, rootResourceId } = (await send("CreateRestApi", { name: "protected" })).body;
  const method = { restApiId: id, resourceId: rootResourceId, httpMethod: "GET" };
  await send("PutMethod", { ...method, authorizationType: "NONE" });
  await send("PutIntegration", { ...method, type: "MOCK" });
  await send("CreateDeployment", { restApiId: id, stageName: "prod" });
  return { restApiId: String(id), arn: stageArn("us-east-1", String(id), "prod") };
}

describe("an IP set", () => {
  it("is found by its id and name in its region only, and a name is taken once per region", async () => {
    const set = await newIpSet(call);
    expect((await wafv2.GetIPSet(call, set)).IPSet).toEqual({
      Id: set.Id,
      Name: set.Name,
      ARN: `arn:aws:wafv2:us-east-1:000000000000:regional/ipset/${set.Name}/${set.Id}`,
      Description: "",
      IPAddressVersion: "IPV4",
      Addresses: ["192.0.2.0/24"],
    });
    expect(await code(wafv2.GetIPSet(inFrankfurt, set))).toBe("WAFNonexistentItemException");
    expect(await code(wafv2.GetIPSet(call, { ...set, Name: "other" }))).toBe("WAFNonexistentItemException");
    const again = { Name: set.Name, Scope, IPAddressVersion: "IPV4", Addresses: [] } as const;
    expect(await code(wafv2.CreateIPSet(call, { ...again, Addresses: [] }))).toBe("WAFDuplicateItemException");
    await expect(wafv2.CreateIPSet(inFrankfurt, { ...again, Addresses: [] })).resolves.toHaveProperty("Summary");
  });

  it.each(["192.0.2.1", "0.0.0.0/0", "192.0.2.0/33", "2001:db8::/32", "example.com"])(
    "takes no %s",
    async (address) => {
      expect(await refusal(newIpSet(call, [address]))).toEqual([
        "WAFInvalidParameterException",
        `Error reason: The parameter contains formatting that is not valid., field: IP_ADDRESS, parameter: ${address}`,
      ]);
    },
  );

  it("is changed by one of several writers with the same token", async () => {
    const set = await newIpSet(call);
    const writers = Array.from({ length: 5 }, (_, nth) =>
      wafv2.UpdateIPSet(call, { ...set, Addresses: [`192.0.2.${nth}/32`] }).catch((error: Error) => error),
    );
    const outcomes = await Promise.all(writers);
    expect(outcomes.filter((outcome) => !(outcome instanceof Error))).toHaveLength(1);
  });

  it("is listed page by page with the others of its region", async () => {
    const own: Call = { ...call, region: `xx-test-${Math.floor(Math.random() * 1e6)}` };
    const made = await Promise.all([newIpSet(own), newIpSet(own), newIpSet(own)]);
    const first = await wafv2.ListIPSets(own, { Scope, Limit: 2 });
    const rest = await wafv2.ListIPSets(own, { Scope, Limit: 2, NextMarker: first.NextMarker });
    const listed = [...(first.IPSets ?? []), ...(rest.IPSets ?? [])].map(({ Id }) => Id);
    expect(listed.sort()).toEqual(made.map(({ Id }) => Id).sort());
    expect([first.IPSets?.length, rest.NextMarker]).toEqual([2, undefined]);
  });
});

describe("a web ACL", () => {
  it("refers to IP sets of its region that exist", async () => {
    const set = await newIpSet(inFrankfurt);
    const rule = { Name: "r", Priority: 0, Action: { Block: {} }, VisibilityConfig };
    const input = (ARN: string) => {
      const Statement = { IPSetReferenceStatement: { ARN } };
      return { Name: "refers", Scope, DefaultAction: { Allow: {} }, VisibilityConfig, Rules: [{ ...rule, Statement }] };
    };
    const create = (arn: string) => code(wafv2.CreateWebACL(call, { ...input(arn), Scope: "REGIONAL" }));
    expect(await create(set.ARN)).toBe("WAFInvalidParameterException");
    expect(await create(set.ARN.replace("eu-central-1", "us-east-1"))).toBe("WAFNonexistentItemException");
  });

  it("holds its IP sets and is held by its stages", async () => {
    const { acl, ipSet } = await newWebAcl(call);
    const { arn } = await stage();
    await wafv2.AssociateWebACL(call, { WebACLArn: acl.ARN, ResourceArn: arn });
    expect(await code(wafv2.DeleteWebACL(call, acl))).toBe("WAFAssociatedItemException");
    expect(await code(wafv2.DeleteIPSet(call, ipSet))).toBe("WAFAssociatedItemException");
    await wafv2.DisassociateWebACL(call, { ResourceArn: arn });
    await wafv2.DeleteWebACL(call, acl);
    await wafv2.DeleteIPSet(call, ipSet);
    expect(await code(wafv2.GetWebACL(call, acl))).toBe("WAFNonexistentItemException");
  });

  it("is never deleted under a stage that is associated at the same moment", async () => {
    const { arn } = await stage();
    for (let round = 0; round < 5; round++) {
      const { acl } = await newWebAcl(call);
      const [associated, deleted] = await Promise.allSettled([
        wafv2.AssociateWebACL(call, { WebACLArn: acl.ARN, ResourceArn: arn }),
        wafv2.DeleteWebACL(call, acl),
      ]);
      expect([associated.status, deleted.status].sort()).toEqual(["fulfilled", "rejected"]);
      await wafv2.DisassociateWebACL(call, { ResourceArn: arn });
    }
  });

  it("is not left to a stage that is gone", async () => {
    const { acl } = await newWebAcl(call);
    const { restApiId, arn } = await stage();
    await wafv2.AssociateWebACL(call, { WebACLArn: acl.ARN, ResourceArn: arn });
    await restClient(call)("DeleteRestApi", { restApiId });
    const list = { WebACLArn: acl.ARN, ResourceType: "API_GATEWAY" } as const;
    expect((await wafv2.ListResourcesForWebACL(call, list)).ResourceArns).toEqual([]);
    await expect(wafv2.DeleteWebACL(call, acl)).resolves.toEqual({});
  });

  it("protects stages of REST APIs, in its own region only", async () => {
    const { acl } = await newWebAcl(call);
    const { restApiId, arn } = await stage();
    const associate = (ResourceArn: string, WebACLArn = acl.ARN) =>
      code(wafv2.AssociateWebACL(call, { WebACLArn, ResourceArn }));
    expect(await associate(stageArn("us-east-1", restApiId, "other"))).toBe("WAFNonexistentItemException");
    expect(await associate(stageArn("eu-west-1", restApiId, "prod"))).toBe("WAFNonexistentItemException");
    expect(await associate(arn, acl.ARN.replace(acl.Name, "other"))).toBe("WAFNonexistentItemException");
    const balancer = "arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/a/b";
    expect(await associate(balancer)).toBe("WAFInvalidParameterException");
  });

  it("of CloudFront is not built, and says so", async () => {
    const input = { Name: "front", DefaultAction: { Allow: {} }, VisibilityConfig };
    expect(await refusal(wafv2.CreateWebACL(call, { ...input, Scope: "CLOUDFRONT" }))).toEqual([
      "NotImplementedException",
      "wafv2 CreateWebACL of scope CLOUDFRONT is not implemented",
    ]);
  });

  it.each<[string, object, string]>([
    [
      "CloudFront's outside of its region",
      { Scope: "CLOUDFRONT" },
      "The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT",
    ],
    [
      "a metric of AWS's own",
      { VisibilityConfig: { ...VisibilityConfig, MetricName: "Default_Action" } },
      "The metric name is not valid., field: METRIC_NAME, parameter: Default_Action",
    ],
    [
      "a priority twice",
      { Rules: [geoRule("a"), geoRule("b")] },
      "You have a duplicate priority. Priorities must be unique., field: RULE, parameter: 1",
    ],
    [
      "a statement that says two things",
      { Rules: [{ ...geoRule("a"), Statement: { ...geoRule("a").Statement, NotStatement: {} } }] },
      "EXACTLY_ONE_CONDITION_REQUIRED, field: STATEMENT, parameter: Statement",
    ],
    [
      "an IP set of another region",
      { Rules: [{ ...geoRule("a"), Statement: { IPSetReferenceStatement: { ARN: FAR_SET } } }] },
      `${INVALID_ARN}, field: RESOURCE_ARN, parameter: ${FAR_SET}`,
    ],
  ])("is refused with %s, in AWS's words", async (_what, over, message) => {
    const input = {
      Name: `bad-${crypto.randomUUID()}`,
      Scope,
      DefaultAction: { Allow: {} },
      VisibilityConfig,
    } as const;
    expect(await refusal(wafv2.CreateWebACL(inFrankfurt, { ...input, ...over }))).toEqual([
      "WAFInvalidParameterException",
      `Error reason: ${message}`,
    ]);
  });

  it("is refused for what is no stage, and by what is no web ACL, in AWS's words", async () => {
    const { acl, ipSet } = await newWebAcl(call);
    const { arn } = await stage();
    const distribution = "arn:aws:cloudfront::000000000000:distribution/E1234567890ABC";
    const associate = (WebACLArn: string, ResourceArn: string) =>
      refusal(wafv2.AssociateWebACL(call, { WebACLArn, ResourceArn }));
    const refused = (wrong: string) => [
      "WAFInvalidParameterException",
      `Error reason: ${INVALID_ARN}, field: RESOURCE_ARN, parameter: ${wrong}`,
    ];
    expect(await associate(acl.ARN, distribution)).toEqual(refused(distribution));
    expect(await associate(ipSet.ARN, arn)).toEqual(refused(ipSet.ARN));
  });

  it("is found by its ARN or its name and id, not by its id alone, of which policies cannot speak", async () => {
    const { acl } = await newWebAcl(call);
    const ids = await Promise.all([
      wafv2.GetWebACL(call, { ARN: acl.ARN }),
      wafv2.GetWebACL(call, { Id: acl.Id, Name: acl.Name, Scope }),
    ]);
    expect(ids.map(({ WebACL }) => WebACL?.Id)).toEqual([acl.Id, acl.Id]);
    expect(await code(wafv2.GetWebACL(call, { Id: acl.Id, Scope }))).toBe("WAFNonexistentItemException");
  });

  it("tells its capacity", async () => {
    const { acl } = await newWebAcl(call);
    expect((await wafv2.GetWebACL(call, { ARN: acl.ARN })).WebACL).toMatchObject({
      Capacity: 3,
      LabelNamespace: `awswaf:000000000000:webacl:${acl.Name}:`,
    });
  });
});

describe("tags", () => {
  it("are put, replaced and removed, and do not move the lock token", async () => {
    const { acl } = await newWebAcl(call);
    const ResourceARN = acl.ARN;
    const Tags = [
      { Key: "team", Value: "a" },
      { Key: "gone", Value: "" },
    ];
    await wafv2.TagResource(call, { ResourceARN, Tags });
    await wafv2.TagResource(call, { ResourceARN, Tags: [{ Key: "team", Value: "b" }] });
    await wafv2.UntagResource(call, { ResourceARN, TagKeys: ["gone"] });
    const { TagInfoForResource } = await wafv2.ListTagsForResource(call, { ResourceARN });
    expect(TagInfoForResource).toEqual({ ResourceARN, TagList: [{ Key: "team", Value: "b" }] });
    expect((await wafv2.GetWebACL(call, acl)).LockToken).toBe(acl.LockToken);
    const reserved = wafv2.TagResource(call, { ResourceARN, Tags: [{ Key: "aws:x", Value: "" }] });
    expect(await code(reserved)).toBe("WAFTagOperationException");
  });
});

describe("ListTagsForResource", () => {
  it("gives pages of the size that is asked for", async () => {
    const { acl } = await newWebAcl(call);
    const ResourceARN = acl.ARN;
    await wafv2.TagResource(call, { ResourceARN, Tags: ["c", "a", "b"].map((Key) => ({ Key, Value: Key })) });
    const page = async (NextMarker?: string) => {
      const answer = await wafv2.ListTagsForResource(call, { ResourceARN, Limit: 2, NextMarker });
      return [answer.TagInfoForResource?.TagList?.map(({ Key }) => Key), answer.NextMarker];
    };
    expect(await page()).toEqual([["a", "b"], "b"]);
    expect(await page("b")).toEqual([["c"], undefined]);
  });
});

describe("a user", () => {
  let match: Parameters<typeof authorize>[1];
  beforeAll(() => {
    const operation = tableOf("wafv2").operations.get("UpdateWebACL");
    if (!operation) throw new Error("no operation UpdateWebACL");
    match = { service: "wafv2", operation, labels: {} };
  });

  it("is held to the tags of the web ACL that it changes", async () => {
    const { acl } = await newWebAcl(call);
    await wafv2.TagResource(call, { ResourceARN: acl.ARN, Tags: [{ Key: "Team", Value: "a" }] });
    const [access] = await accessesOf(call, match, { ...acl });
    expect(access).toEqual({
      action: "wafv2:UpdateWebACL",
      resource: acl.ARN,
      keys: { "aws:resourcetag/team": "a" },
    });
    const powerless: Identity = { ...call.caller, admin: false, policies: { attached: [] } };
    expect(await code(authorize({ ...call, caller: powerless }, match, { ...acl }))).toBe("AccessDeniedException");
  });
});
