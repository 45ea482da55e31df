/** What 100 million requests a month cost, from measured counts and a list of prices (pure). */

/** US dollars, from the public price lists on this day: Cloudflare's paid plan beyond what it includes, AWS in us-east-1. */
export const PRICES = {
  date: "2026-11-26",
  cloudflare: {
    millionRequests: 0.3,
    millionCpuMilliseconds: 0.02,
    millionObjectRequests: 0.15,
    millionKvReads: 0.5,
  },
  aws: { millionHttpRequests: 1, millionRestRequests: 3.5, cacheHour: 0.02 },
} as const;

const MILLIONS = 100;
const HOURS = 730;

/** A kind of traffic: what one request costs of the platform. */
export interface Traffic {
  name: string;
  /** measured in raw workerd: the platform's own share of it is not billed */
  cpuMicroseconds: number;
  objectCalls: number;
  kvReads: number;
  /** what AWS takes for the same */
  aws: number;
}

/** AWS's price of so many million requests. */
export const awsPrice = {
  http: MILLIONS * PRICES.aws.millionHttpRequests,
  rest: MILLIONS * PRICES.aws.millionRestRequests,
  cachedRest: MILLIONS * PRICES.aws.millionRestRequests + HOURS * PRICES.aws.cacheHour,
} as const;

/** The parts of the price of 100 million requests, in US dollars. */
export function costOf({ cpuMicroseconds, objectCalls, kvReads }: Traffic) {
  const { cloudflare } = PRICES;
  const parts = {
    requests: MILLIONS * cloudflare.millionRequests,
    cpu: MILLIONS * (cpuMicroseconds / 1_000) * cloudflare.millionCpuMilliseconds,
    objects: MILLIONS * objectCalls * cloudflare.millionObjectRequests,
    kv: MILLIONS * kvReads * cloudflare.millionKvReads,
  };
  return { ...parts, total: parts.requests + parts.cpu + parts.objects + parts.kv };
}

/** The table, in Markdown. */
export function costTable(traffics: readonly Traffic[]): string {
  const lines = traffics.map((traffic) => {
    const { requests, cpu, objects, kv, total } = costOf(traffic);
    const dollars = [requests, cpu, objects, kv, total, traffic.aws].map((value) => `$${value.toFixed(2)}`);
    return `| ${traffic.name} | ${dollars.join(" | ")} |`;
  });
  return [
    "| 100 million requests a month | requests | CPU | Durable Objects | KV | together | AWS API Gateway |",
    "|---|---|---|---|---|---|---|",
    ...lines,
    "",
    `Prices of ${PRICES.date}, beyond what plans include; without data transfer, which Cloudflare does not bill, and without what backends cost.`,
    "The CPU is the whole process's, as measured, of which the platform bills only a part.",
  ].join("\n");
}
