import { beforeAll, expect, it } from "vitest";
import { aws, describeWithAws, tryAws } from "../support/aws-cli.ts";
import { createRestApi } from "../support/deployed-rest-api.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";
import { stageArn } from "../support/web-acl.ts";
import { VisibilityConfig } from "../support/visibility-config.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

interface Created {
  Summary: { Id: string; ARN: string; LockToken: string };
}

describeWithAws("a web ACL, with the AWS CLI", () => {
  it("keeps a stage's callers out until it is taken away", { timeout: 120_000 }, async () => {
    const waf = <T = unknown>(command: string, ...args: string[]) =>
      aws<T>(gateway, ["wafv2", ...command.split(" "), ...args]);
    const { url, restApiId } = await createRestApi(gateway, { methods: { "GET /a": {} } });
    const addresses = "create-ip-set --name cli-bad --scope REGIONAL --ip-address-version IPV4 --addresses 127.0.0.0/8";
    const { Summary: set } = await waf<Created>(addresses);
    const Statement = { IPSetReferenceStatement: { ARN: set.ARN } };
    const rules = JSON.stringify([{ Name: "bad", Priority: 0, Action: { Block: {} }, VisibilityConfig, Statement }]);
    const visibility = ["--visibility-config", JSON.stringify(VisibilityConfig)];
    const create = "create-web-acl --name cli-shield --scope REGIONAL --default-action Allow={} --rules";
    const { Summary: acl } = await waf<Created>(create, rules, ...visibility);
    await waf(`associate-web-acl --web-acl-arn ${acl.ARN} --resource-arn ${stageArn(restApiId)}`);
    const call = async () => (await request(`${url}/a`)).status;
    expect(await call()).toBe(403);
    const remove = `delete-web-acl --name cli-shield --scope REGIONAL --id ${acl.Id} --lock-token ${acl.LockToken}`;
    const refused = await tryAws(gateway, ["wafv2", ...remove.split(" ")]);
    expect(refused.stderr).toContain("An error occurred (WAFAssociatedItemException)");
    await waf(`disassociate-web-acl --resource-arn ${stageArn(restApiId)}`);
    expect(await call()).toBe(200);
    await waf(remove);
    await waf(`delete-ip-set --name cli-bad --scope REGIONAL --id ${set.Id} --lock-token ${set.LockToken}`);
  });
});
