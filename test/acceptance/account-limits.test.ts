import { GetAccountCommand } from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apiGateway } from "../support/clients.ts";
import { type OwnGateway, startGateway } from "../support/gateway.ts";
import { mockRestApi } from "../support/mock-rest-api.ts";
import { request } from "../support/request.ts";

let gateway: OwnGateway;
beforeAll(async () => {
  gateway = await startGateway({ vars: { ACCOUNT_RATE_LIMIT: "1", ACCOUNT_BURST_LIMIT: "5" } });
});
afterAll(() => gateway.stop());

it("the account's limit is shown, and counts all APIs together", async () => {
  const account = await apiGateway(gateway).send(new GetAccountCommand({}));
  expect(account.throttleSettings).toEqual({ rateLimit: 1, burstLimit: 5 });
  const urls = [await mockRestApi(gateway), await mockRestApi(gateway)].map(({ url }) => `${url}/open`);
  const begun = Date.now();
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => request(urls[n % 2] ?? "")));
  const most = 5 + (Date.now() - begun) / 1000;
  const admitted = answers.filter(({ status }) => status === 200).length;
  expect(admitted).toBeGreaterThanOrEqual(5);
  expect(admitted).toBeLessThanOrEqual(most);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
});
