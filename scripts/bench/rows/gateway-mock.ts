import { deployRestApi } from "../rest-api.ts";
import { manyPaths, type Row } from "../row.ts";

/** A REST API's MOCK integration, which answers a template with a path parameter in it. */
export const gatewayMock: Row = {
  name: "gateway: MOCK",
  worker: "gateway",
  async seed({ address }) {
    const host = await deployRestApi(address, {
      httpMethod: "GET",
      integration: { type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 200}' } },
      responseTemplate: `{"id": "$input.params('id')", "requestId": "$context.requestId"}`,
    });
    return manyPaths("/bench/items/", { host });
  },
};
