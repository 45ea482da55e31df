import { proxyApi } from "../http-api.ts";
import { manyPaths, type Row } from "../row.ts";

/** An HTTP API whose route with a path parameter leads to an HTTP_PROXY integration. */
export const gatewayHttpProxy: Row = {
  name: "gateway: route + HTTP_PROXY",
  worker: "gateway",
  seed: async (context) => manyPaths("/users/", { host: await proxyApi(context) }),
};
