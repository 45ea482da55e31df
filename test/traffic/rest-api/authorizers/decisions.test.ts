import { describe, expect, it, vi, beforeEach } from "vitest";
import { compilePolicy } from "../../../../src/policies/compile.ts";
import { parsePolicy } from "../../../../src/policies/parse.ts";
import { createSigningKeys } from "../../../../src/sigv4/signingkey.ts";
import { sign } from "../../../../src/sigv4/sign.ts";
import type { Identity } from "../../../../src/traffic/authorizers/iam/identities.ts";
import { restTraffic, type RestTraffic, TEST_API_ID, TEST_NOW } from "../../../support/rest-traffic.ts";

const ACCOUNT = "000000000000";
const HOST = `${TEST_API_ID}.execute-api.localhost`;
const METHOD_ARN = `arn:aws:execute-api:us-east-1:${ACCOUNT}:${TEST_API_ID}/test/GET/pets`;
const AUTHORIZER = {
  id: "auth01",
  name: "who",
  type: "TOKEN" as const,
  authorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${ACCOUNT}:function:who/invocations`,
  identitySource: "method.request.header.Authorization",
};

type Said = "allow" | "deny" | "none";

/** A policy that says this of everything; none: it speaks of something else. */
function policyOf(said: Said, principal: object = {}): string {
  const Effect = said === "deny" ? "Deny" : "Allow";
  const Action = said === "none" ? "execute-api:ManageConnections" : "execute-api:Invoke";
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Action, Resource: "*", ...principal }] });
}

const resourcePolicy = (said: Said | undefined): { policy?: string } =>
  said === undefined ? {} : { policy: policyOf(said, { Principal: "*" }) };

function identity(said: Said, account = ACCOUNT): Identity {
  const parsed = parsePolicy(policyOf(said), "identity");
  if (!parsed.ok) throw new Error("the test's policy is malformed");
  const arn = `arn:aws:iam::${account}:user/ada`;
  return {
    secret: "secret",
    accountId: account,
    arn,
    userId: "AIDAADA",
    principal: { type: "AWS", arn, account },
    policies: { attached: [compilePolicy(parsed.policy)] },
    keys: { "aws:principalarn": arn },
  };
}

function signedHeaders(): Record<string, string> {
  const added = sign(
    { method: "GET", url: `http://${HOST}/test/pets` },
    {
      credentials: { accessKeyId: "AKIA", secret: "secret" },
      region: "us-east-1",
      service: "execute-api",
      now: TEST_NOW,
      signingKeys: createSigningKeys(),
    },
  );
  return { host: HOST, ...added };
}

beforeEach(() => void vi.spyOn(console, "error").mockReturnValue());

const messageOf = async (answer: Response): Promise<unknown> =>
  ((await answer.json()) as { Message?: unknown }).Message;

// The rows of "How API Gateway resource policies affect authorization workflow": identity, resource policy, what the caller sees.
const SAME_ACCOUNT: [Said, Said | undefined, number, string?][] = [
  ["allow", undefined, 200],
  ["none", undefined, 403, "because no identity-based policy allows the execute-api:Invoke action"],
  ["deny", undefined, 403, "with an explicit deny in an identity-based policy"],
  ["allow", "allow", 200],
  ["allow", "none", 200],
  ["allow", "deny", 403, "with an explicit deny in a resource-based policy"],
  ["none", "allow", 200],
  ["none", "none", 403, "because no identity-based policy allows the execute-api:Invoke action"],
  ["none", "deny", 403, "with an explicit deny in a resource-based policy"],
  ["deny", "allow", 403, "with an explicit deny in an identity-based policy"],
  ["deny", "none", 403, "with an explicit deny in an identity-based policy"],
  ["deny", "deny", 403, "with an explicit deny in a resource-based policy"],
];
const OTHER_ACCOUNT: [Said, Said | undefined, number][] = [
  ["allow", undefined, 403],
  ["allow", "allow", 200],
  ["allow", "none", 403],
  ["allow", "deny", 403],
  ["none", "allow", 403],
  ["none", "none", 403],
  ["deny", "allow", 403],
];

function iamTraffic(caller: Identity, policy: Said | undefined): RestTraffic {
  return restTraffic(
    { api: resourcePolicy(policy), methods: { "GET /pets": { authorizationType: "AWS_IAM" } } },
    { ports: { identities: { find: (key) => (key === "AKIA" ? caller : null) } } },
  );
}

describe("AWS_IAM", () => {
  it.each(SAME_ACCOUNT)("in the same account: %s, resource policy %s", async (identitySays, policy, status, words) => {
    const answer = await iamTraffic(identity(identitySays), policy).call("/test/pets", { headers: signedHeaders() });
    expect(answer.status).toBe(status);
    if (words === undefined) return;
    expect(answer.headers.get("x-amzn-ErrorType")).toBe("AccessDeniedException");
    expect(await messageOf(answer)).toBe(
      `User: arn:aws:iam::${ACCOUNT}:user/ada is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********0000:${TEST_API_ID}/test/GET/pets ${words}`,
    );
  });

  it.each(OTHER_ACCOUNT)("from another account: %s, resource policy %s", async (identitySays, policy, status) => {
    const caller = identity(identitySays, "111111111111");
    const answer = await iamTraffic(caller, policy).call("/test/pets", { headers: signedHeaders() });
    expect(answer.status).toBe(status);
  });

  it.each<[string, (headers: Record<string, string>) => void, string, string]>([
    [
      "no signature",
      (h) => delete h["authorization"],
      "MissingAuthenticationTokenException",
      "Missing Authentication Token",
    ],
    [
      "another scheme",
      (h) => (h["authorization"] = "Bearer x"),
      "IncompleteSignatureException",
      "Invalid key=value pair",
    ],
    [
      "a wrong signature",
      (h) => (h["x-amz-date"] = "20231114T221321Z"),
      "InvalidSignatureException",
      "The request signature we calculated",
    ],
    [
      "an old signature",
      (h) => (h["x-amz-date"] = "20231114T212320Z"),
      "InvalidSignatureException",
      "Signature expired",
    ],
    [
      "a signature for another region than the API's",
      (h) => (h["authorization"] = (h["authorization"] ?? "").replace("us-east-1", "eu-west-1")),
      "InvalidSignatureException",
      "Credential should be scoped to a valid region, not 'eu-west-1'. ",
    ],
    [
      "an unknown key",
      (h) => (h["authorization"] = (h["authorization"] ?? "").replace("AKIA", "NOBODY")),
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
    ],
  ])("answers 403 to a request with %s", async (_name, change, errorType, message) => {
    const headers = signedHeaders();
    change(headers);
    const answer = await iamTraffic(identity("allow"), undefined).call("/test/pets", { headers });
    expect(answer.status).toBe(403);
    expect(answer.headers.get("x-amzn-ErrorType")).toBe(errorType);
    expect(((await answer.json()) as { message: string }).message).toMatch(message);
  });

  it("answers 403 to an expired session", async () => {
    const caller = { ...identity("allow"), expiresAt: TEST_NOW - 1 };
    const answer = await iamTraffic(caller, undefined).call("/test/pets", { headers: signedHeaders() });
    expect([answer.status, answer.headers.get("x-amzn-ErrorType")]).toEqual([403, "ExpiredTokenException"]);
  });
});

describe("a Lambda authorizer", () => {
  it.each(SAME_ACCOUNT)("%s, resource policy %s", async (authorizerSays, policy, status) => {
    const traffic = restTraffic(
      {
        api: resourcePolicy(policy),
        authorizers: [AUTHORIZER],
        methods: { "GET /pets": { authorizationType: "CUSTOM", authorizerId: "auth01" } },
      },
      {
        invoke: () => ({
          kind: "answered",
          payload: JSON.stringify({ principalId: "ada", policyDocument: JSON.parse(policyOf(authorizerSays)) }),
          functionError: null,
        }),
      },
    );
    const answer = await traffic.call("/test/pets", { headers: { authorization: "token" } });
    expect(answer.status).toBe(status);
    expect(traffic.invoked).toHaveLength(policy === "deny" ? 0 : 1);
  });
});

describe("no authorization", () => {
  it.each<[Said | undefined, number]>([
    [undefined, 200],
    ["allow", 200],
    ["none", 403],
    ["deny", 403],
  ])("leaves it to the resource policy: %s", async (policy, status) => {
    const traffic = restTraffic({ api: resourcePolicy(policy), methods: { "GET /pets": {} } });
    expect((await traffic.call("/test/pets")).status).toBe(status);
  });

  it("says who was refused what, with most of the account hidden", async () => {
    const traffic = restTraffic({ api: resourcePolicy("deny"), methods: { "GET /pets": {} } });
    expect(await messageOf(await traffic.call("/test/pets"))).toBe(
      `User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********0000:${TEST_API_ID}/test/GET/pets with an explicit deny in a resource-based policy`,
    );
  });

  it.each<[string, object, Record<string, string>, number]>([
    ["the caller's address", { IpAddress: { "aws:SourceIp": "10.1.0.0/16" } }, { "cf-connecting-ip": "10.1.2.3" }, 200],
    ["another address", { IpAddress: { "aws:SourceIp": "10.1.0.0/16" } }, { "cf-connecting-ip": "10.2.2.3" }, 403],
    [
      "an address that the caller claims",
      { IpAddress: { "aws:SourceIp": "10.1.0.0/16" } },
      { "cf-connecting-ip": "10.2.2.3", "x-forwarded-for": "10.1.2.3" },
      403,
    ],
    ["a VPC endpoint", { StringEquals: { "aws:SourceVpce": "vpce-1" } }, {}, 403],
    ["the lack of a VPC endpoint", { Null: { "aws:SourceVpce": "true" } }, {}, 200],
    ["the user agent", { StringLike: { "aws:UserAgent": "curl/*" } }, { "user-agent": "curl/8" }, 200],
    ["the time", { DateLessThan: { "aws:CurrentTime": "2023-11-14T22:13:21Z" } }, {}, 200],
    ["TLS", { Bool: { "aws:SecureTransport": "true" } }, {}, 403],
  ])("may depend on %s", async (_name, Condition, headers, status) => {
    const Statement = [
      { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: METHOD_ARN, Condition },
    ];
    const policy = JSON.stringify({ Version: "2012-10-17", Statement });
    const traffic = restTraffic({ api: { policy }, methods: { "GET /pets": {} } });
    expect((await traffic.call("/test/pets", { headers })).status).toBe(status);
  });

  it("cannot walk around a denied path by spelling it otherwise", async () => {
    const Statement = [
      { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "*" },
      { Effect: "Deny", Principal: "*", Action: "execute-api:Invoke", Resource: METHOD_ARN },
    ];
    const policy = JSON.stringify({ Version: "2012-10-17", Statement });
    const traffic = restTraffic({ api: { policy }, methods: { "GET /pets": {}, "GET /birds": {} } });
    for (const path of ["/test/pets", "/test/pets/", "/test//pets", "//test/pets", "/test/%70ets"]) {
      expect([path, (await traffic.call(path)).status]).toEqual([path, 403]);
    }
    expect((await traffic.call("/test/birds")).status).toBe(200);
  });
});
