import { APIGatewayClient, UpdateStageCommand } from "@aws-sdk/client-api-gateway";
import { clientSettings } from "../gateway.ts";
import { deployRestApi } from "../rest-api.ts";
import { manyPaths, type Row, sendOnce } from "../row.ts";

/** A REST API's HTTP_PROXY integration whose 1,000 answers lie in the stage's cache. */
export const gatewayCached: Row = {
  name: "gateway: cached, 1,000 answers",
  worker: "gateway",
  async seed({ address, upstream }) {
    const host = await deployRestApi(address, {
      httpMethod: "GET",
      integration: {
        type: "HTTP_PROXY",
        integrationHttpMethod: "GET",
        uri: `${upstream}/items/{id}`,
        requestParameters: { "integration.request.path.id": "method.request.path.id" },
        cacheKeyParameters: ["method.request.path.id"],
      },
    });
    const client = new APIGatewayClient(clientSettings(address));
    const set = (path: string, value: string) => ({ op: "replace" as const, path, value });
    const patchOperations = [
      set("/cacheClusterEnabled", "true"),
      set("/*/*/caching/enabled", "true"),
      set("/*/*/caching/ttlInSeconds", "3600"),
    ];
    await client.send(new UpdateStageCommand({ restApiId: host.split(".")[0], stageName: "bench", patchOperations }));
    const requests = manyPaths("/bench/items/", { host });
    await sendOnce(address, requests);
    return requests;
  },
};
