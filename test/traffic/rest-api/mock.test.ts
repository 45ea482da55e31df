import { describe, expect, it } from "vitest";
import { mockIntegration, restTraffic } from "../../support/rest-traffic.ts";

describe("MOCK", () => {
  // The first is what the CDK writes; the others are recorded from AWS (localstack's snapshots).
  it.each([
    "{statusCode: 200}",
    "{'statusCode': 200}",
    "{statusCode: 200, note: two words}",
    "{statusCode: 200, list: [a, b c]}",
    '{"statusCode": 200, "more": {"in": {it: true}}}',
  ])("rule 40: takes lenient JSON: %s", async (template) => {
    const { call } = restTraffic({
      methods: {
        "GET /": { integration: mockIntegration("{}", { requestTemplates: { "application/json": template } }) },
      },
    });
    expect((await call("/test/")).status).toBe(200);
  });

  it.each([
    '{"statusCode": "200"}',
    '{"statusCode": 200.5}',
    "{}",
    "nothing",
    "[200]",
    '{"statusCode": ',
    "{statusCode: 200, {a: b}",
    "{statusCode: 200, {a: [b c]}",
    "{:statusCode: 200}",
  ])("rule 40: answers 500 where the template makes no integer status: %s", async (template) => {
    const { call } = restTraffic({
      methods: {
        "GET /": { integration: mockIntegration("{}", { requestTemplates: { "application/json": template } }) },
      },
    });
    const answer = await call("/test/");
    expect(answer.status).toBe(500);
    expect(await answer.text()).toBe('{"message": "Internal server error"}');
  });

  it("rule 41: answers an empty body without a response template, and shows nothing of the request's body", async () => {
    const { call } = restTraffic({
      methods: {
        "POST /none": { integration: mockIntegration() },
        "POST /body": { integration: mockIntegration("$input.body") },
      },
    });
    const init = { method: "POST", body: "secret", headers: { "Content-Type": "application/json" } };
    expect(await (await call("/test/none", init)).text()).toBe("");
    expect(await (await call("/test/body", init)).text()).toBe("{}");
  });
});
