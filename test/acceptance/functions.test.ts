import { beforeAll, describe, expect, it } from "vitest";
import { createFunction } from "../support/functions.ts";
import { sharedGateway, type Gateway } from "../support/gateway.ts";
import { createHttpApi } from "../support/http-api.ts";
import { request } from "../support/request.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

const ECHO = "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });";

/** An HTTP API whose every request goes to a function. */
async function apiOf(arn: string, format: "1.0" | "2.0"): Promise<string> {
  const integration = {
    IntegrationType: "AWS_PROXY",
    IntegrationMethod: "POST",
    IntegrationUri: arn,
    PayloadFormatVersion: format,
  } as const;
  return (await createHttpApi(gateway, { routes: { $default: integration } })).pathUrl;
}

describe("a function behind an HTTP API", () => {
  it.each(["1.0", "2.0"] as const)("is called with the event of format %s", async (format) => {
    const url = await apiOf(await createFunction(gateway, { "index.js": ECHO }), format);
    const answer = await request(`${url}/orders/7?a=1`);
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({ version: format });
  });
});
