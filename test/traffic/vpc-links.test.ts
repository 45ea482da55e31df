import { describe, expect, it } from "vitest";
import { createVpcLinks, vpcLinksProblem } from "../../src/traffic/vpc-links.ts";
import { restTraffic } from "../support/rest-traffic.ts";

/** An API whose method goes through a VPC link, with what reached backends by the way it took. */
async function calling(setting: string, type: "HTTP" | "HTTP_PROXY" = "HTTP_PROXY") {
  const reached: string[] = [];
  const by = (way: string) => async (url: string) => {
    reached.push(`${way} ${url}`);
    return Response.json({});
  };
  const bindings: Record<string, { fetch: ReturnType<typeof by> }> = { BACKEND: { fetch: by("binding") } };
  const traffic = restTraffic(
    {
      methods: {
        "GET /a": {
          integration: {
            type,
            httpMethod: "GET",
            uri: "http://internal.test:8080/p?own=1",
            connectionType: "VPC_LINK",
            connectionId: "${stageVariables.link}",
            integrationTarget: "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/a/1",
            integrationResponses: { "200": { statusCode: "200" } },
          },
        },
      },
    },
    {
      variables: { link: "link01" },
      ports: { vpcLinks: createVpcLinks(setting, (name) => bindings[name] ?? null, by("network")) },
    },
  );
  const answer = await traffic.call("/test/a");
  return { status: answer.status, reached };
}

describe("a VPC link leads", () => {
  it.each([
    ["link01=direct", "network http://internal.test:8080/p?own=1"],
    ["other=direct, link01=http://10.0.0.5:9000/", "network http://10.0.0.5:9000/p?own=1"],
    ["internal.test:8080=https://tunnel.example.com", "network https://tunnel.example.com/p?own=1"],
    [
      "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/a/1=binding:BACKEND",
      "binding http://internal.test:8080/p?own=1",
    ],
    ["*=binding:BACKEND", "binding http://internal.test:8080/p?own=1"],
  ])("where VPC_LINKS says: %s", async (setting, expected) => {
    for (const type of ["HTTP", "HTTP_PROXY"] as const) {
      expect(await calling(setting, type)).toEqual({ status: 200, reached: [expected] });
    }
  });

  it.each(["", "other=direct", "link01=binding:NONE"])("nowhere, a 500, where it says nothing: %s", async (setting) => {
    expect(await calling(setting)).toEqual({ status: 500, reached: [] });
  });
});

it("VPC_LINKS is checked at start", () => {
  expect(vpcLinksProblem("a=direct,*=binding:X,b=http://h:1")).toBeNull();
  for (const wrong of ["a", "a=", "a=ftp://x", "a=binding:", "a=http://h/path"]) {
    expect(vpcLinksProblem(wrong), wrong).toContain("must be");
  }
});
