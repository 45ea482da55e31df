import type { Exchange } from "../exchange.ts";
import type { LimitFaults } from "../limits/steps.ts";
import { answerHttpFault, httpFaults } from "./faults.ts";

/** How HTTP APIs refuse callers without a key, and too many requests. AWS's have no keys: the quota's answer is that of REST APIs. */
export const httpLimitFaults: LimitFaults<Exchange> = {
  invalidApiKey: (exchange) => answerHttpFault(exchange, httpFaults.invalidApiKey),
  throttled: (exchange) => answerHttpFault(exchange, httpFaults.tooManyRequests),
  quotaExceeded: (exchange) => answerHttpFault(exchange, httpFaults.limitExceeded),
};
