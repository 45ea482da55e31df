import { expect, it } from "vitest";
import { httpTraffic } from "../../support/http-traffic.ts";

it.each(["1.0", "2.0"])("format %s shows headers by their own names, whatever these are", async (version) => {
  const integration = {
    IntegrationType: "AWS_PROXY" as const,
    IntegrationUri: "arn:aws:lambda:us-east-1:000000000000:function:echo",
    PayloadFormatVersion: version,
  };
  const { call, invoked } = httpTraffic({ routes: { "GET /": { integration } } });
  await call("/?__proto__=q", { headers: { constructor: "c", __proto__: "ignored", toString: "t" } });
  const event = JSON.parse(invoked[0]?.payload ?? "");
  expect(event.headers).toMatchObject({ constructor: "c", tostring: "t" });
  expect(Object.entries(event.queryStringParameters)).toEqual([["__proto__", "q"]]);
});
