/** One of several workers that share limits: POST /run takes tokens for some time and tells when it was admitted. */
import type { Limits } from "../../../src/limiter/messages.ts";
import type { LimitOwner } from "../../../src/objects/limit-owner.ts";
import { LimitHolder } from "../../../src/traffic/limits/holder.ts";
import { ReportWatch } from "../../../src/traffic/limits/report-watch.ts";
import { take } from "../../../src/traffic/limits/take.ts";

export { LimitOwner } from "../../../src/objects/limit-owner.ts";

interface Run {
  scope: string;
  limits: Limits;
  /** requests per second */
  offered: number;
  milliseconds: number;
}

export default {
  async fetch(request, { LIMITS }, context) {
    const { scope, limits, offered, milliseconds } = (await request.json()) as Run;
    const owner = (name: string): DurableObjectStub<LimitOwner> => LIMITS.get(LIMITS.idFromName(name));
    const id = crypto.randomUUID();
    const ports = {
      owners: {
        lease: (name: string, scope: string, ask: Parameters<LimitOwner["lease"]>[1]) => owner(name).lease(scope, ask),
        relayed: (name: string, relay: number, ask: Parameters<LimitOwner["lease"]>[1]) =>
          owner(`${name} relay ${relay}`).relay(name, ask),
        report: (name: string, scope: string, reports: Parameters<LimitOwner["report"]>[1]) =>
          owner(name).report(scope, reports),
      },
      now: () => Date.now(),
      client: () => id,
    };
    const holder = new LimitHolder(ports, new ReportWatch(ports.now), "shared", scope, limits, "closed");
    const later = (work: Promise<unknown>): void => context.waitUntil(work);
    const admitted: number[] = [];
    const begun = Date.now();
    const requests: Promise<void>[] = [];
    for (let sent = 0; Date.now() - begun < milliseconds;) {
      const due = ((Date.now() - begun) * offered) / 1000;
      for (; sent < due; sent++) {
        const one = async (): Promise<void> => {
          if ((await take([holder], 1, () => Date.now(), later)) === null) admitted.push(Date.now());
        };
        requests.push(one());
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(requests);
    return Response.json(admitted);
  },
} satisfies ExportedHandler<{ LIMITS: DurableObjectNamespace<LimitOwner> }>;
