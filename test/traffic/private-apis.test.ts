import { createExecutionContext } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import worker, { PrivateGateway } from "../../src/worker.ts";
import { countingEnv } from "../support/counting-env.ts";
import { restTraffic } from "../support/rest-traffic.ts";
import { restClient } from "../support/rest-call.ts";

const { env } = countingEnv();
const binding = {
  fetch: (url: string, init?: RequestInit) =>
    new PrivateGateway(createExecutionContext(), env).fetch(new Request(url, init)),
};
const front = {
  fetch: (url: string, init?: RequestInit) =>
    worker.fetch(
      new Request(url, init) as Request<unknown, IncomingRequestCfProperties>,
      env,
      createExecutionContext(),
    ),
};

const send = restClient();

/** Makes an API with one MOCK method that shows the caller's address, and deploys it. */
async function deployed(types: string[], policy?: object): Promise<string> {
  const given = { name: "inner", endpointConfiguration: { types }, ...(policy && { policy: JSON.stringify(policy) }) };
  const { body } = await send("CreateRestApi", given);
  const restApiId = String(body["id"]);
  const method = { restApiId, resourceId: String(body["rootResourceId"]), httpMethod: "GET" };
  await send("PutMethod", { ...method, authorizationType: "NONE" });
  const requestTemplates = { "application/json": '{"statusCode": 200}' };
  await send("PutIntegration", { ...method, type: "MOCK", requestTemplates });
  await send("PutMethodResponse", { ...method, statusCode: "200" });
  const responseTemplates = { "application/json": '{"ip":"$context.identity.sourceIp"}' };
  await send("PutIntegrationResponse", { ...method, statusCode: "200", responseTemplates });
  await send("CreateDeployment", { restApiId, stageName: "prod" });
  return `http://${restApiId}.execute-api.localhost/prod`;
}

const statement = (Effect: string, Condition?: object) => ({
  Effect,
  Principal: "*",
  Action: "execute-api:Invoke",
  Resource: "*",
  ...(Condition && { Condition }),
});
const policy = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const CLAIM = { headers: { "cf-connecting-ip": "10.1.2.3", "x-forwarded-for": "10.1.2.3" } };

describe("a private API", () => {
  let url: string;
  beforeAll(async () => {
    url = await deployed(["PRIVATE"], policy(statement("Allow")));
  });

  it("answers over the service binding, to a caller without an address whatever it claims", async () => {
    const answer = await binding.fetch(url, CLAIM);
    expect([answer.status, await answer.json()]).toEqual([200, { ip: "" }]);
  });

  it("answers by its alias for a VPC endpoint, and to an endpoint that is told its id", async () => {
    const [apiId, path] = [new URL(url).host.split(".")[0] ?? "", "/prod"];
    const alias = `http://${apiId}-vpce-0a1b2c3d4e5f67890.execute-api.localhost${path}`;
    const endpoint = `http://vpce-0a1b2c3d4e5f67890-xyz.execute-api.us-east-1.vpce.test${path}`;
    const named = { headers: { "x-apigw-api-id": apiId } };
    expect((await binding.fetch(alias)).status).toBe(200);
    expect((await binding.fetch(endpoint, named)).status).toBe(200);
    expect((await binding.fetch(endpoint)).status).toBe(403);
    expect((await binding.fetch(`http://other.test${path}`, named)).status).toBe(403);
    expect([(await front.fetch(alias)).status, (await front.fetch(endpoint, named)).status]).toEqual([403, 403]);
  });

  it("does not answer in public", async () => {
    const answer = await front.fetch(url, CLAIM);
    expect([answer.status, await answer.text()]).toEqual([403, '{"message":"Forbidden"}']);
  });

  it.each([
    ["10.1.2.3", 200],
    ["10.2.2.3", 403],
  ])("answers callers from the networks that PRIVATE_NETWORKS names: %s", async (ip, status) => {
    const traffic = restTraffic(
      { api: { endpointConfiguration: { types: ["PRIVATE"] } }, methods: { "GET /pets": {} } },
      { ports: { isPrivateNetwork: (address) => address.startsWith("10.1.") } },
    );
    expect((await traffic.call("/test/pets", { headers: { "cf-connecting-ip": ip } })).status).toBe(status);
  });
});

describe("over the service binding", () => {
  it("no condition on addresses holds: IpAddress does not allow, NotIpAddress does not spare", async () => {
    const range = { "aws:SourceIp": "10.1.0.0/16" };
    const allowed = await deployed(["REGIONAL"], policy(statement("Allow", { IpAddress: range })));
    expect((await binding.fetch(allowed, CLAIM)).status).toBe(403);
    const others = policy(statement("Allow"), statement("Deny", { NotIpAddress: range }));
    expect((await binding.fetch(await deployed(["REGIONAL"], others), CLAIM)).status).toBe(403);
  });

  it("the management APIs do not answer", async () => {
    for (const path of ["/restapis", "/health", "/reference/abc/prod", "/console/"]) {
      const answer = await binding.fetch(`http://localhost${path}`);
      expect([path, answer.status, await answer.text()]).toEqual([path, 403, '{"message":"Forbidden"}']);
    }
  });
});
