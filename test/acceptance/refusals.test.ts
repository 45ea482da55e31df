import { PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import { GetApisCommand } from "@aws-sdk/client-apigatewayv2";
import { ListRuleGroupsCommand } from "@aws-sdk/client-wafv2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { presign, sign } from "../../src/sigv4/sign.ts";
import { createSigningKeys } from "../../src/sigv4/signingkey.ts";
import { apiGatewayV2, connections, wafv2 } from "../support/clients.ts";
import { type Gateway, sharedGateway, startGateway } from "../support/gateway.ts";
import { type Answer, request } from "../support/request.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});
afterAll(() => gateway.stop());

const MISMATCH = /The request signature we calculated does not match the signature you provided/;
const context = (over: object = {}): Parameters<typeof sign>[1] => ({
  credentials: { accessKeyId: "test", secret: "test" },
  signingKeys: createSigningKeys(),
  region: "us-east-1",
  service: "apigateway",
  now: Date.now(),
  ...over,
});

/** Sends what was signed, after `tamper` has changed it. */
async function call(
  over: object,
  tamper: (sent: { path: string; body: string; headers: Record<string, string> }) => void = () => undefined,
): Promise<Answer> {
  const host = `127.0.0.1:${gateway.port}`;
  const body = JSON.stringify({ name: "refused", protocolType: "HTTP" });
  const given: [string, string][] = [["content-type", "application/json"]];
  const signed = sign(
    { method: "POST", url: `http://${host}/v2/apis`, headers: given, body: new TextEncoder().encode(body) },
    context(over),
  );
  const sent = { path: "/v2/apis", body, headers: { ...Object.fromEntries(given), ...signed } };
  tamper(sent);
  return request(`${gateway.url}${sent.path}`, { method: "POST", headers: sent.headers, body: sent.body });
}

const refusal = ({ status, headers, json }: Answer): [number, string | undefined, string] => [
  status,
  headers.get("x-amzn-errortype"),
  (json() as { message: string }).message,
];

describe("a management call is refused", () => {
  it("without a signature", async () => {
    const answer = await request(`${gateway.url}/v2/apis`);
    expect(refusal(answer)).toEqual([403, "MissingAuthenticationTokenException", "Missing Authentication Token"]);
  });

  it("with a wrong secret", async () => {
    const credentials = { accessKeyId: "test", secret: "guess" };
    const [status, code, message] = refusal(await call({ credentials }));
    expect([status, code]).toEqual([403, "InvalidSignatureException"]);
    expect(message).toMatch(MISMATCH);
  });

  it("with an unknown access key", async () => {
    const credentials = { accessKeyId: "nobody", secret: "test" };
    const message = "The security token included in the request is invalid.";
    expect(refusal(await call({ credentials }))).toEqual([403, "UnrecognizedClientException", message]);
  });

  it("with a tampered body", async () => {
    const answer = await call({}, (sent) => (sent.body = sent.body.replace("refused", "changed")));
    expect(refusal(answer)[2]).toMatch(MISMATCH);
  });

  it("with a tampered path", async () => {
    expect(refusal(await call({}, (sent) => (sent.path = "/v2/apis/abcdef1234")))[2]).toMatch(MISMATCH);
  });

  it.each([
    ["16 minutes ago", -16, /^Signature expired: /],
    ["16 minutes ahead", 16, /^Signature not yet current: /],
  ])("signed %s", async (_when, minutes, message) => {
    const [status, code, text] = refusal(await call({ now: Date.now() + minutes * 60_000 }));
    expect([status, code]).toEqual([403, "InvalidSignatureException"]);
    expect(text).toMatch(message);
  });

  it("from a web page of another origin, however well it is signed", async () => {
    const foreign = await call({}, (sent) => (sent.headers["origin"] = "https://evil.test"));
    const crossSite = await call({}, (sent) => (sent.headers["sec-fetch-site"] = "cross-site"));
    expect([foreign.status, crossSite.status]).toEqual([403, 403]);
    expect(foreign.text).toContain("https://evil.test");
  });

  it("when it is presigned and writes; reading presigned is allowed", async () => {
    const host = `127.0.0.1:${gateway.port}`;
    const presigned = async (method: string): Promise<Answer> => {
      const url = presign({ method, url: `http://${host}/v2/apis` }, context(), 60);
      return request(url, { method });
    };
    expect((await presigned("GET")).status).toBe(200);
    const identity = { method: "GET", url: `http://${host}/?Action=GetCallerIdentity&Version=2011-06-15` };
    const told = await request(presign(identity, context({ service: "sts" }), 60));
    expect([told.status, told.text]).toEqual([
      200,
      expect.stringContaining("<Arn>arn:aws:iam::000000000000:root</Arn>"),
    ]);
    expect(refusal(await presigned("POST"))[2]).toBe("Presigned management calls may only be GET");
  });
});

describe("a deployed worker without its secrets", () => {
  it("has no default credential: management answers 503 and names what to set, for good and for bad signatures", async () => {
    const bare = await startGateway({ withoutSecrets: true });
    try {
      const answer = await request(`${bare.url}/v2/apis`);
      expect(answer.status).toBe(503);
      for (const name of ["ADMIN_ACCESS_KEY_ID", "ADMIN_SECRET_ACCESS_KEY", "ENCRYPTION_KEY"])
        expect(answer.text).toContain(name);
      await expect(apiGatewayV2(bare).send(new GetApisCommand({}))).rejects.toMatchObject({
        name: "ServiceUnavailableException",
      });
      expect((await request(`${bare.url}/health`)).status).toBe(200);
    } finally {
      await bare.stop();
    }
  });
});

describe("a wrong configuration", () => {
  it("is an error that names the variable", async () => {
    const wrong = await startGateway({ vars: { PATH_ADDRESSES: "maybe", TYPO: "x" } });
    try {
      const answer = await request(`${wrong.url}/health`);
      expect(answer.status).toBe(500);
      expect(answer.text).toContain('PATH_ADDRESSES must be on or off, not \\"maybe\\"');
      expect(answer.text).toContain("TYPO: no such variable");
    } finally {
      await wrong.stop();
    }
  });
});

describe("a connection of a WebSocket API", () => {
  it("is not reached at the address of the management APIs", async () => {
    const post = new PostToConnectionCommand({ ConnectionId: "connection", Data: "hello" });
    await expect(connections(gateway.url).send(post)).rejects.toMatchObject({
      name: "ForbiddenException",
      message: "Connections are reached at the address of their API's stage: give it to the client as its endpoint",
    });
  });
});

describe("an operation that is not built", () => {
  it("answers 501 with its name", async () => {
    await expect(wafv2(gateway).send(new ListRuleGroupsCommand({ Scope: "REGIONAL" }))).rejects.toMatchObject({
      name: "NotImplementedException",
      message: "wafv2 ListRuleGroups is not implemented",
    });
  });

  it("answers so without a signature as well, since clients send some of them without one", async () => {
    const { status, text } = await request(`${gateway.url}/`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "Action=AssumeRoleWithSAML&Version=2011-06-15",
    });
    expect([status, text]).toEqual([501, expect.stringContaining("sts AssumeRoleWithSAML is not implemented")]);
  });

  it("of a service that is not served answers 501 with its name as well", async () => {
    const call = (headers: Record<string, string>, body: string) =>
      request(`${gateway.url}/`, { method: "POST", headers, body });
    const json = await call({ "x-amz-target": "DynamoDB_20120810.GetItem" }, "{}");
    expect([json.status, json.headers.get("x-amzn-errortype"), json.json()]).toMatchObject([
      501,
      "NotImplementedException",
      { message: "DynamoDB_20120810.GetItem is not implemented" },
    ]);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const xml = await call(form, "Action=DescribeVpcs&Version=2016-11-15");
    expect(xml.status).toBe(501);
    expect(xml.text).toContain("<Message>DescribeVpcs (version 2016-11-15) is not implemented</Message>");
  });

  it("and that AWS does not have either is told in AWS's words", async () => {
    const call = (headers: Record<string, string>, body: string) =>
      request(`${gateway.url}/`, { method: "POST", headers, body });
    const json = await call({ "x-amz-target": "AWSWAF_20190729.Nope" }, "{}");
    expect([json.status, json.json()]).toMatchObject([400, { __type: "UnknownOperationException" }]);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    for (const [body, version] of [
      ["Action=Nope&Version=2010-05-08", "2010-05-08"],
      ["Action=ListUsers", "NO_VERSION_SPECIFIED"],
    ] as const) {
      const { status, text } = await call(form, body);
      expect([status, text]).toEqual([400, expect.stringContaining("<Code>InvalidAction</Code>")]);
      expect(text).toMatch(new RegExp(`<Message>Could not find operation \\w+ for version ${version}</Message>`));
    }
  });
});
