import { GetUsagePlanCommand } from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apiGateway } from "../support/clients.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { mockRestApi } from "../support/mock-rest-api.ts";
import { request } from "../support/request.ts";
import { describeWithTerraform, terraformProject } from "../support/terraform.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});
afterAll(() => gateway.stop());

const plan = (apiId: string, limits: string): string => `
  resource "aws_api_gateway_api_key" "customer" {
    name        = "customer"
    description = "of a customer"
    tags        = { team = "sales" }
  }
  resource "aws_api_gateway_usage_plan" "silver" {
    name         = "silver"
    description  = "for most"
    product_code = "SILVER"
    api_stages {
      api_id = "${apiId}"
      stage  = "dev"
      throttle {
        path        = "/keyed/GET"
        burst_limit = 20
        rate_limit  = 10
      }
    }
    ${limits}
    tags = { team = "sales" }
  }
  resource "aws_api_gateway_usage_plan_key" "customer" {
    key_id        = aws_api_gateway_api_key.customer.id
    key_type      = "API_KEY"
    usage_plan_id = aws_api_gateway_usage_plan.silver.id
  }
  output "value" {
    value     = aws_api_gateway_api_key.customer.value
    sensitive = true
  }
  output "plan" {
    value = aws_api_gateway_usage_plan.silver.id
  }`;

describeWithTerraform("an API key with its usage plan, with Terraform", () => {
  it("applies, finds nothing to change, changes, and leaves nothing behind", { timeout: 300_000 }, async () => {
    const api = await mockRestApi(gateway);
    const quota = `quota_settings {
      limit  = 5000
      offset = 2
      period = "WEEK"
    }
    throttle_settings {
      burst_limit = 5
      rate_limit  = 10.5
    }`;
    const project = await terraformProject(gateway, plan(api.apiId, quota));
    try {
      await project.apply();
      expect(await project.planIsEmpty()).toBe(true);
      const { value, plan: usagePlanId } = await project.outputs();
      const called = await request(`${api.url}/keyed`, { headers: { "x-api-key": String(value) } });
      expect(called.status).toBe(200);
      const client = apiGateway(gateway);
      const read = () => client.send(new GetUsagePlanCommand({ usagePlanId: String(usagePlanId) }));
      expect(await read()).toMatchObject({
        productCode: "SILVER",
        quota: { limit: 5000, offset: 2, period: "WEEK" },
        throttle: { burstLimit: 5, rateLimit: 10.5 },
        apiStages: [{ apiId: api.apiId, stage: "dev", throttle: { "/keyed/GET": { burstLimit: 20, rateLimit: 10 } } }],
      });
      await project.write("main.tf", plan(api.apiId, ""));
      await project.apply();
      expect(await project.planIsEmpty()).toBe(true);
      const bare = await read();
      expect([bare.quota, bare.throttle]).toEqual([undefined, undefined]);
      await project.destroy();
      await expect(read()).rejects.toMatchObject({ name: "NotFoundException" });
    } finally {
      await project.remove();
    }
  });
});
