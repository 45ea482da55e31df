/** API keys for rows, and an HTTP API that asks for them. */
import {
  APIGatewayClient,
  CreateUsagePlanCommand,
  type CreateUsagePlanCommandInput,
  ImportApiKeysCommand,
} from "@aws-sdk/client-api-gateway";
import { ApiGatewayV2Client, CreateApiCommand, TagResourceCommand } from "@aws-sdk/client-apigatewayv2";
import { clientSettings } from "./gateway.ts";

/** An isolate without requests gives its leases back so many seconds later (src/traffic/limits/report-watch.ts): a call for each key. */
export const LEASES_END_SECONDS = 26;

/** The numbers of the keys. */
export const manyKeys: readonly number[] = Array.from({ length: 1_000 }, (_, index) => index);

/** A key's value. */
export const keyValue = (index: number): string => `bench-key-value-${String(index).padStart(6, "0")}`;

/** Makes an HTTP API whose every route leads to the upstream and asks for one of so many keys of one plan; returns its Host. */
export async function keyedApi(
  address: string,
  upstream: string,
  plan: Plan,
  keys: readonly number[] = manyKeys,
): Promise<string> {
  const v2 = new ApiGatewayV2Client(clientSettings(address));
  const { ApiId = "" } = await v2.send(new CreateApiCommand({ Name: "keyed", ProtocolType: "HTTP", Target: upstream }));
  await askForKeys(address, ApiId, plan, keys);
  return `${ApiId}.execute-api.localhost`;
}

/** A usage plan's limits. */
export type Plan = Omit<CreateUsagePlanCommandInput, "name" | "apiStages">;

/** Makes the routes of an HTTP API ask for one of so many keys of one plan. */
export async function askForKeys(
  address: string,
  ApiId: string,
  plan: Plan,
  keys: readonly number[] = manyKeys,
): Promise<void> {
  const v2 = new ApiGatewayV2Client(clientSettings(address));
  const ResourceArn = `arn:aws:apigateway:us-east-1::/apis/${ApiId}/stages/$default`;
  await v2.send(new TagResourceCommand({ ResourceArn, Tags: { "tollgate:api-key": "required" } }));
  const v1 = new APIGatewayClient(clientSettings(address));
  const apiStages = [{ apiId: ApiId, stage: "$default" }];
  const { id } = await v1.send(new CreateUsagePlanCommand({ name: "bench", apiStages, ...plan }));
  const lines = keys.map((index) => `key ${index},${keyValue(index)},true,${id}`);
  const body = new TextEncoder().encode(["name,key,enabled,usageplanids", ...lines].join("\n"));
  await v1.send(new ImportApiKeysCommand({ format: "csv", body }));
}
