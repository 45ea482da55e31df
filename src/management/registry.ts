import type { Handlers } from "../wire/handlers.ts";
import { createApi, deleteApi, getApi, getApis } from "./apigatewayv2/apis.ts";
import type { Call } from "./call.ts";

/** Every operation that is built, by service. All others answer 501 with their name. */
export const registry: Handlers<Call> = {
  apigatewayv2: {
    CreateApi: createApi,
    DeleteApi: deleteApi,
    GetApi: getApi,
    GetApis: getApis,
  },
};
