import { LEASES_END_SECONDS, keyedApi, keyValue, manyKeys } from "../keys.ts";
import type { Row } from "../row.ts";

/** A route that asks for an API key, with its usage plan's throttle and quota: 1,000 keys in turn. */
export const gatewayLimits: Row = {
  name: "gateway: HTTP_PROXY, API key, plan, quota, throttle, 1,000 keys",
  worker: "gateway",
  restSeconds: LEASES_END_SECONDS,
  async seed({ address, upstream }) {
    const plan = {
      throttle: { rateLimit: 1_000, burstLimit: 2_000 },
      quota: { limit: 1_000_000_000, period: "MONTH" as const },
    };
    const host = await keyedApi(address, upstream, plan);
    return manyKeys.map((index) => ({ path: `/users/${index}`, headers: { host, "x-api-key": keyValue(index) } }));
  },
};
