import { describe, expect, it } from "vitest";
import { mockIntegration, restTraffic } from "../../support/rest-traffic.ts";

describe("MOCK", () => {
  it("rule 40: takes the lenient JSON that the CDK writes", async () => {
    const { call } = restTraffic({
      methods: {
        "GET /": {
          integration: mockIntegration("{}", { requestTemplates: { "application/json": "{statusCode: 200}" } }),
        },
      },
    });
    expect((await call("/test/")).status).toBe(200);
  });

  it.each(['{"statusCode": "200"}', '{"statusCode": 200.5}', "{}", "nothing", "[200]", '{"statusCode": '])(
    "rule 40: answers 500 where the template makes no integer status: %s",
    async (template) => {
      const { call } = restTraffic({
        methods: {
          "GET /": { integration: mockIntegration("{}", { requestTemplates: { "application/json": template } }) },
        },
      });
      const answer = await call("/test/");
      expect(answer.status).toBe(500);
      expect(await answer.text()).toBe('{"message": "Internal server error"}');
    },
  );

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
