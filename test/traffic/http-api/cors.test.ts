import { expect, it } from "vitest";
import { httpTraffic } from "../../support/http-traffic.ts";

it.each<[origin: string, allowed: boolean]>([
  ["https://shop.example.com", true],
  ["https://SHOP.Example.com", true],
  ["https://a.b.example.com", true],
  ["https://.example.com", false],
  ["https://example.com", false],
  ["http://shop.example.com", false],
  ["https://shop.example.com.evil.test", false],
  ["https://page.test", true],
  ["https://page.test.evil.test", false],
  ["null", false],
])("the origins https://*.example.com and https://page.test allow %s: %j", async (origin, allowed) => {
  const CorsConfiguration = { AllowOrigins: ["https://*.example.com", "https://page.test"] };
  const { call } = httpTraffic({ api: { CorsConfiguration }, routes: { "GET /": {} } });
  const { headers } = await call("/", { headers: { origin } });
  expect([headers.get("access-control-allow-origin"), headers.get("vary")]).toEqual(
    allowed ? [origin, "Origin"] : [null, null],
  );
});
