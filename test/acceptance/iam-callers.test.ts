import { GetRoutesCommand, UpdateRouteCommand } from "@aws-sdk/client-apigatewayv2";
import { DeleteRolePolicyCommand, PutUserPolicyCommand, UpdateAccessKeyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sign } from "../../src/sigv4/sign.ts";
import { createSigningKeys } from "../../src/sigv4/signingkey.ts";
import { apiGatewayV2, iam, sts } from "../support/clients.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { createHttpApi } from "../support/http-api.ts";
import { allow, trust } from "../support/iam-documents.ts";
import { newRole, newUser } from "../support/iam-users.ts";
import { request } from "../support/request.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";

let gateway: Gateway;
let upstream: UpstreamServer;
let url: string;
let invoke: string;
beforeAll(async () => {
  gateway = await sharedGateway();
  upstream = await startUpstream();
  const api = await createHttpApi(gateway, { routes: { "GET /guarded": upstream.url } });
  const client = apiGatewayV2(gateway);
  const { Items } = await client.send(new GetRoutesCommand({ ApiId: api.apiId }));
  const RouteId = Items?.[0]?.RouteId;
  await client.send(new UpdateRouteCommand({ ApiId: api.apiId, RouteId, AuthorizationType: "AWS_IAM" }));
  url = `${api.pathUrl}/guarded`;
  invoke = `arn:aws:execute-api:us-east-1:000000000000:${api.apiId}/$default/GET/guarded`;
});
afterAll(() => upstream.stop());

interface Key {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Calls the guarded route, signed with a key, and gives the answer's status. */
async function call({ accessKeyId, secretAccessKey, sessionToken }: Key): Promise<number> {
  const credentials = { accessKeyId, secret: secretAccessKey, ...(sessionToken && { sessionToken }) };
  const context = { credentials, signingKeys: createSigningKeys(), region: "us-east-1", service: "execute-api" };
  const headers = sign({ method: "GET", url }, { ...context, now: Date.now() });
  return (await request(url, { headers: Object.fromEntries(Object.entries(headers)) })).status;
}

describe("an API's route is called", () => {
  it("by a user whose policy allows it, until the policy or the key is taken away", async () => {
    const UserName = "route-caller";
    const admin = iam(gateway);
    const user = await newUser(gateway, UserName);
    expect(await call(user)).toBe(403);
    const put = (PolicyDocument: string) =>
      admin.send(new PutUserPolicyCommand({ UserName, PolicyName: "own", PolicyDocument }));
    await put(allow("execute-api:Invoke", invoke));
    expect(await call(user)).toBe(200);
    await put(allow("execute-api:Invoke", `${invoke}/other`));
    expect(await call(user)).toBe(403);
    await put(allow("execute-api:Invoke", invoke));
    expect(await call(user)).toBe(200);
    const key = { UserName, AccessKeyId: user.accessKeyId };
    await admin.send(new UpdateAccessKeyCommand({ ...key, Status: "Inactive" }));
    expect(await call(user)).toBe(403);
  });

  it("by a role's session, within the session's own policy, until the role loses it", async () => {
    const user = await newUser(gateway, "route-assumer");
    const RoleName = "route-role";
    const trusting = trust({ AWS: "arn:aws:iam::000000000000:user/route-assumer" });
    const RoleArn = await newRole(gateway, RoleName, trusting, allow("execute-api:Invoke"));
    const session = async (Policy?: string): Promise<Key> => {
      const made = await sts(gateway, { credentials: user }).send(
        new AssumeRoleCommand({ RoleArn, RoleSessionName: "session", ...(Policy && { Policy }) }),
      );
      const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = made.Credentials ?? {};
      return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    };
    const whole = await session();
    const limited = await session(allow("logs:*"));
    expect([await call(whole), await call(limited)]).toEqual([200, 403]);
    const { sessionToken: _, ...withoutToken } = whole;
    expect(await call(withoutToken)).toBe(403);
    await iam(gateway).send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "own" }));
    expect(await call(whole)).toBe(403);
  });
});
