import type { ServiceHandlers } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { createRestApi, deleteRestApi, getRestApi, getRestApis, updateRestApi } from "./rest-apis.ts";

/** The operations of API Gateway v1 for the definitions of REST APIs. */
export const restApiHandlers = {
  CreateRestApi: createRestApi,
  DeleteRestApi: deleteRestApi,
  GetRestApi: getRestApi,
  GetRestApis: getRestApis,
  UpdateRestApi: updateRestApi,
} satisfies ServiceHandlers<Call, "apigateway">;
