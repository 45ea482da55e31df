import type { ServiceHandlers } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { createApi, deleteApi, getApi, getApis } from "./apis.ts";

/** The operations of API Gateway v2. */
export const v2Handlers = {
  CreateApi: createApi,
  DeleteApi: deleteApi,
  GetApi: getApi,
  GetApis: getApis,
} satisfies ServiceHandlers<Call, "apigatewayv2">;
