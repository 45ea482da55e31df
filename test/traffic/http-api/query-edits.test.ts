import { expect, it } from "vitest";
import { httpTraffic } from "../../support/http-traffic.ts";

it.each<[mapping: string, value: string, query: string, sent: string]>([
  ["append:querystring.q", "x", "?a=1&q=2", "?a=1&q=2&q=x"],
  ["append:querystring.q", "x y&z", "", "?q=x%20y%26z"],
  ["overwrite:querystring.q", "x", "?a=1&q=2&b=%20&q=3", "?a=1&b=%20&q=x"],
  ["overwrite:querystring.q", "x", "?%71=1&qq=2&q", "?qq=2&q=x"],
  ["remove:querystring.q", "''", "?q=1&a=+&%71=2", "?a=+"],
  ["overwrite:querystring.q", "$request.header.missing", "?q=1", "?q=1"],
])("%s by %s makes %j the backend's %j", async (mapping, value, query, sent) => {
  const traffic = httpTraffic({ routes: { "GET /": { integration: { RequestParameters: { [mapping]: value } } } } });
  await traffic.call(`/${query}`);
  expect(new URL(traffic.sent[0]?.url ?? "").search).toBe(sent);
});
