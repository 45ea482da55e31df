import type { Integration } from "@aws-sdk/client-apigatewayv2";
import { describe, expect, it } from "vitest";
import { createVpcLinks } from "../../../src/traffic/vpc-links.ts";
import { type HttpDefinition, httpTraffic } from "../../support/http-traffic.ts";

const BALANCER = "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/a/50dc";
const LISTENER = "arn:aws:elasticloadbalancing:us-east-1:1:listener/app/a/50dc/0467";
const SERVICE = "arn:aws:servicediscovery:us-east-1:1:service/srv-1";

/** An API whose `ANY /pets/{id}` is private, with what reached backends by the way it took. */
function privateApi(setting: string, integration: Partial<Integration>, definition: Partial<HttpDefinition> = {}) {
  const reached: string[] = [];
  const by = (way: string) => async (url: string) => {
    reached.push(`${way} ${url}`);
    return Response.json({ ok: true });
  };
  const bindings: Record<string, { fetch: ReturnType<typeof by> }> = { BACKEND: { fetch: by("binding") } };
  const vpcLinks = createVpcLinks(setting, (name) => bindings[name] ?? null, by("network"));
  const own = { ConnectionType: "VPC_LINK", ConnectionId: "link01", ...integration } as const;
  const traffic = httpTraffic(
    { routes: { "ANY /pets/{id}": { integration: own } }, ...definition },
    { ports: { vpcLinks } },
  );
  return { ...traffic, reached };
}

async function calling(
  setting: string,
  integration: Partial<Integration>,
  path: string,
  stages = ["$default", "test"],
) {
  const { call, reached } = privateApi(setting, integration, { stages });
  return { status: (await call(path)).status, reached };
}

describe("a private integration of an HTTP API leads", () => {
  it.each([
    ["link01=http://10.0.0.5:8080", LISTENER],
    [`${LISTENER}=http://10.0.0.5:8080`, LISTENER],
    [`${BALANCER}=http://10.0.0.5:8080`, LISTENER],
    [`${SERVICE}=http://10.0.0.5:8080`, `${SERVICE}?stage=prod`],
    [`${SERVICE}=direct,${SERVICE}?stage=prod=http://10.0.0.5:8080`, `${SERVICE}?stage=prod`],
  ])("where VPC_LINKS says: %s", async (setting, IntegrationUri) => {
    const expected = { status: 200, reached: ["network http://10.0.0.5:8080/test/pets/7?a=1"] };
    expect(await calling(setting, { IntegrationUri }, "/test/pets/7?a=1")).toEqual(expected);
  });

  it("to a binding of the worker, which sees the API's own host", async () => {
    const { reached } = await calling("*=binding:BACKEND", { IntegrationUri: LISTENER }, "/pets/7");
    expect(reached).toEqual(["binding http://abcdef1234.execute-api.localhost/pets/7"]);
  });

  it("over HTTPS to the name that is to be verified", async () => {
    const secure = { IntegrationUri: LISTENER, TlsConfig: { ServerNameToVerify: "pets.example.com" } };
    for (const setting of ["*=direct", "pets.example.com=direct"]) {
      const { reached } = await calling(setting, secure, "/test/pets/7");
      expect(reached).toEqual(["network https://pets.example.com/test/pets/7"]);
    }
  });

  it("to a URL, beyond AWS, whose path stands for itself", async () => {
    const { reached } = await calling(
      "*=direct",
      { IntegrationUri: "http://internal.test:8080/p/{id}" },
      "/test/pets/7",
    );
    expect(reached).toEqual(["network http://internal.test:8080/p/7"]);
  });

  it.each([
    ["", LISTENER],
    ["other=http://10.0.0.5", LISTENER],
    ["link01=binding:NONE", LISTENER],
    ["*=direct", LISTENER],
    ["*=direct", SERVICE],
  ])("nowhere, a 503, where VPC_LINKS says %j of %s", async (setting, IntegrationUri) => {
    expect(await calling(setting, { IntegrationUri }, "/pets/7")).toEqual({ status: 503, reached: [] });
  });
});

describe("the path that a private backend sees", () => {
  const to = "*=http://backend";
  it.each([
    ["/test/pets/a%20b", "/test/pets/a%20b"],
    ["/pets/7", "/pets/7"],
  ])("is the client's with the stage: %s", async (path, seen) => {
    expect((await calling(to, { IntegrationUri: LISTENER }, path)).reached).toEqual([`network http://backend${seen}`]);
  });

  it("is the mapped one, where there is one", async () => {
    const RequestParameters = { "overwrite:path": "$request.path", "append:querystring.b": "2" };
    const { reached } = await calling(to, { IntegrationUri: LISTENER, RequestParameters }, "/test/pets/7?a=1");
    expect(reached).toEqual(["network http://backend/pets/7?a=1&b=2"]);
  });

  it("is the whole one behind $default", async () => {
    const integration = { ConnectionType: "VPC_LINK", ConnectionId: "link01", IntegrationUri: LISTENER } as const;
    const { call, reached } = privateApi(to, {}, { stages: ["test"], routes: { $default: { integration } } });
    await call("/test/any/where");
    expect(reached).toEqual(["network http://backend/test/any/where"]);
  });
});
