import {
  CreateDeploymentCommand,
  GetStageCommand,
  PutGatewayResponseCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import {
  CreateWebACLCommand,
  DeleteIPSetCommand,
  DeleteWebACLCommand,
  DisassociateWebACLCommand,
  GetIPSetCommand,
  GetWebACLCommand,
  GetWebACLForResourceCommand,
  ListResourcesForWebACLCommand,
  type Statement,
  UpdateIPSetCommand,
  UpdateWebACLCommand,
  type WAFV2Client,
} from "@aws-sdk/client-wafv2";
import { beforeAll, describe, expect, it } from "vitest";
import { wafv2 } from "../support/clients.ts";
import { createRestApi } from "../support/deployed-rest-api.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";
import { associate, blocking, createIpSet, createWebAcl, type Named, Scope, stageArn } from "../support/web-acl.ts";
import { VisibilityConfig } from "../support/visibility-config.ts";

let gateway: Gateway;
let waf: WAFV2Client;
beforeAll(async () => {
  gateway = await sharedGateway();
  waf = wafv2(gateway);
});

const HERE = "127.0.0.1/32";
const ELSEWHERE = "192.0.2.0/24";

/** A deployed API whose stage blocks the addresses of a set. */
async function protectedApi(addresses: string[]) {
  const api = await createRestApi(gateway, { methods: { "GET /a": { template: "let in" } } });
  const ipSet = await createIpSet(waf, addresses);
  const acl = await createWebAcl(waf, [blocking({ IPSetReferenceStatement: { ARN: ipSet.ARN } })]);
  const arn = stageArn(api.restApiId);
  await associate(waf, acl, arn);
  return { ...api, ipSet, acl, arn, call: (path = "/a", options = {}) => request(`${api.url}${path}`, options) };
}

const setAddresses = ({ Id, Name, LockToken }: Named, Addresses: string[]) =>
  waf.send(new UpdateIPSetCommand({ Id, Name, Scope, LockToken, Addresses }));

describe("a stage with a web ACL", () => {
  it("answers blocked callers with WAF_FILTERED, whatever path they call, and lets the others in", async () => {
    const { call } = await protectedApi([HERE, ELSEWHERE]);
    for (const path of ["/a", "/nothing"]) {
      const answer = await call(path);
      expect([answer.status, answer.text]).toEqual([403, '{"message":"Forbidden"}']);
      expect(answer.headers.get("x-amzn-errortype")).toBe("WafFilteredException");
    }
    const open = await protectedApi([ELSEWHERE]);
    expect((await open.call()).text).toBe("let in");
  });

  it("answers them as the API's own gateway response says", async () => {
    const { client, restApiId, call } = await protectedApi([HERE]);
    const responseTemplates = { "application/json": '{"kind":"$context.error.responseType"}' };
    const response = { restApiId, responseType: "WAF_FILTERED", statusCode: "418", responseTemplates } as const;
    await client.send(new PutGatewayResponseCommand(response));
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: "prod" }));
    const answer = await call();
    expect([answer.status, answer.text]).toEqual([418, '{"kind":"WAF_FILTERED"}']);
  });

  it("follows changes of the set and of the web ACL at once", async () => {
    const { call, ipSet, acl } = await protectedApi([ELSEWHERE]);
    const { NextLockToken: LockToken = "" } = await setAddresses(ipSet, [HERE]);
    expect((await call()).status).toBe(403);
    await setAddresses({ ...ipSet, LockToken }, []);
    expect((await call()).status).toBe(200);
    const { ARN: _arn, ...named } = acl;
    await waf.send(
      new UpdateWebACLCommand({ ...named, Scope, DefaultAction: { Block: {} }, VisibilityConfig, Rules: [] }),
    );
    expect((await call()).status).toBe(403);
  });

  it("shows it, keeps it through deployments, and is open again without it", async () => {
    const { client, restApiId, call, acl, arn } = await protectedApi([HERE]);
    const stage = { restApiId, stageName: "prod" };
    await client.send(new CreateDeploymentCommand(stage));
    await client.send(
      new UpdateStageCommand({ ...stage, patchOperations: [{ op: "replace", path: "/description", value: "x" }] }),
    );
    expect((await client.send(new GetStageCommand(stage))).webAclArn).toBe(acl.ARN);
    expect((await waf.send(new GetWebACLForResourceCommand({ ResourceArn: arn }))).WebACL?.Id).toBe(acl.Id);
    const list = { WebACLArn: acl.ARN, ResourceType: "API_GATEWAY" } as const;
    expect((await waf.send(new ListResourcesForWebACLCommand(list))).ResourceArns).toEqual([arn]);
    expect((await call()).status).toBe(403);
    await waf.send(new DisassociateWebACLCommand({ ResourceArn: arn }));
    expect((await call()).status).toBe(200);
    expect((await client.send(new GetStageCommand(stage))).webAclArn).toBeUndefined();
    expect((await waf.send(new GetWebACLForResourceCommand({ ResourceArn: arn }))).WebACL).toBeUndefined();
  });

  it("limits a caller's rate, and counts on when another rule changes", async () => {
    const limit = { RateBasedStatement: { Limit: 10, AggregateKeyType: "IP" } } as const;
    const rate = blocking(limit, { Name: "rate", Priority: 1 });
    const { url, restApiId } = await createRestApi(gateway, { methods: { "GET /a": {} } });
    const acl = await createWebAcl(waf, [rate]);
    await associate(waf, acl, stageArn(restApiId));
    const call = async () => (await request(`${url}/a`)).status;
    for (let nth = 1; nth <= 10; nth++) expect(await call()).toBe(200);
    expect(await call()).toBe(403);
    const { ARN: _arn, ...named } = acl;
    const other = blocking({ GeoMatchStatement: { CountryCodes: ["AQ"] } });
    const Rules = [other, rate];
    await waf.send(new UpdateWebACLCommand({ ...named, Scope, DefaultAction: { Allow: {} }, VisibilityConfig, Rules }));
    expect(await call()).toBe(403);
  });

  it("looks at headers, paths and queries, and answers with a rule's own response", async () => {
    const { url, restApiId } = await createRestApi(gateway, { methods: { "GET /a": {} } });
    const SearchString = new TextEncoder().encode("badbot");
    const statement: Statement = {
      ByteMatchStatement: {
        SearchString,
        FieldToMatch: { SingleHeader: { Name: "User-Agent" } },
        TextTransformations: [{ Priority: 0, Type: "LOWERCASE" }],
        PositionalConstraint: "CONTAINS",
      },
    };
    const response = {
      ResponseCode: 429,
      CustomResponseBodyKey: "no",
      ResponseHeaders: [{ Name: "x-why", Value: "bot" }],
    };
    const rule = blocking(statement, { Action: { Block: { CustomResponse: response } } });
    const bodies = { no: { ContentType: "TEXT_PLAIN", Content: "no bots" } } as const;
    const acl = await createWebAcl(waf, [rule], { CustomResponseBodies: bodies });
    await associate(waf, acl, stageArn(restApiId));
    expect((await request(`${url}/a`, { headers: { "user-agent": "curl" } })).status).toBe(200);
    const blocked = await request(`${url}/a`, { headers: { "user-agent": "BadBot/1.0" } });
    expect([blocked.status, blocked.text, blocked.headers.get("x-why")]).toEqual([429, "no bots", "bot"]);
    expect(blocked.headers.get("content-type")).toBe("text/plain");
    const read = await waf.send(new GetWebACLCommand({ Id: acl.Id, Name: acl.Name, Scope }));
    const search = read.WebACL?.Rules?.[0]?.Statement?.ByteMatchStatement?.SearchString;
    expect([...(search ?? [])]).toEqual([...SearchString]);
  });
});

describe("AWS's errors reach its clients", () => {
  it("for names that are taken, tokens that are old, and things in use", async () => {
    const { ipSet, acl, arn } = await protectedApi([ELSEWHERE]);
    const { Id, Name, LockToken } = acl;
    const again = new CreateWebACLCommand({ Name, Scope, DefaultAction: { Allow: {} }, VisibilityConfig });
    await expect(waf.send(again)).rejects.toMatchObject({ name: "WAFDuplicateItemException" });
    await expect(waf.send(new DeleteWebACLCommand({ Id, Name, Scope, LockToken }))).rejects.toMatchObject({
      name: "WAFAssociatedItemException",
      message: expect.stringContaining("is being used by another resource"),
    });
    const set = { Id: ipSet.Id, Name: ipSet.Name, Scope, LockToken: ipSet.LockToken } as const;
    await expect(waf.send(new DeleteIPSetCommand(set))).rejects.toMatchObject({ name: "WAFAssociatedItemException" });
    await setAddresses(ipSet, [HERE]);
    await expect(setAddresses(ipSet, [])).rejects.toMatchObject({ name: "WAFOptimisticLockException" });
    await waf.send(new DisassociateWebACLCommand({ ResourceArn: arn }));
    await waf.send(new DeleteWebACLCommand({ Id, Name, Scope, LockToken }));
    const { LockToken: newest } = await waf.send(new GetIPSetCommand({ Id: ipSet.Id, Name: ipSet.Name, Scope }));
    await waf.send(new DeleteIPSetCommand({ ...set, LockToken: newest }));
    await expect(waf.send(new GetWebACLCommand({ Id, Name, Scope }))).rejects.toMatchObject({
      name: "WAFNonexistentItemException",
    });
  });

  it("for addresses that are none", async () => {
    await expect(createIpSet(waf, ["192.0.2.300/32"])).rejects.toMatchObject({
      name: "WAFInvalidParameterException",
      Field: "IP_ADDRESS",
      Parameter: "192.0.2.300/32",
    });
  });
});

it("a rule that cannot be executed here is refused with 501 and its name when it is put", async () => {
  const managed = { ManagedRuleGroupStatement: { VendorName: "AWS", Name: "AWSManagedRulesCommonRuleSet" } };
  await expect(createWebAcl(waf, [blocking(managed)])).rejects.toMatchObject({
    name: "NotImplementedException",
    message: "wafv2 CreateWebACL with Statement.ManagedRuleGroupStatement is not implemented",
    $metadata: { httpStatusCode: 501 },
  });
});
