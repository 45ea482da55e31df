import type { Handlers } from "../wire/handlers.ts";
import { restApiHandlers } from "./apigateway/handlers.ts";
import { keyHandlers } from "./apigateway/keys/handlers.ts";
import { v2Handlers } from "./apigatewayv2/handlers.ts";
import type { Call } from "./call.ts";
import { domainHandlers } from "./domains/v1.ts";
import { domainHandlersV2 } from "./domains/v2.ts";
import { lambdaHandlers } from "./lambda/handlers.ts";
import { iamHandlers } from "./iam/handlers.ts";
import { stsHandlers } from "./sts/handlers.ts";
import { wafv2Handlers } from "./wafv2/handlers.ts";

/** Every operation that is built, by service. All others answer 501 with their name. */
export const registry: Handlers<Call> = {
  apigateway: { ...restApiHandlers, ...keyHandlers, ...domainHandlers },
  apigatewayv2: { ...v2Handlers, ...domainHandlersV2 },
  lambda: lambdaHandlers,
  iam: iamHandlers,
  sts: stsHandlers,
  wafv2: wafv2Handlers,
};
