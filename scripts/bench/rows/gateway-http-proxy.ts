import { ApiGatewayV2Client, CreateApiCommand } from "@aws-sdk/client-apigatewayv2";
import { manyPaths, type Row } from "../row.ts";

/** An HTTP API whose route leads to an HTTP_PROXY integration. */
export const gatewayHttpProxy: Row = {
  name: "gateway: route + HTTP_PROXY",
  worker: "gateway",
  async seed({ address, upstream }) {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = new ApiGatewayV2Client({ endpoint: address, region: "us-east-1", credentials, maxAttempts: 1 });
    const { ApiId } = await client.send(
      new CreateApiCommand({ Name: "bench", ProtocolType: "HTTP", Target: upstream }),
    );
    return manyPaths("/users/", { host: `${ApiId}.execute-api.localhost` });
  },
};
