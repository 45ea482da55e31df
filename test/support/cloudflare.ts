/**
 * A stand-in of Cloudflare's API over TCP, by its published schema: Workers custom domains, certificate packs, and custom hostnames
 * of Cloudflare for SaaS. Certificates become what the test says.
 */
import { type ScriptedAnswer, type RecordedRequest, type UpstreamServer, startUpstream } from "./upstream-server.ts";

export const TOKEN = "cloudflare-token";
export const ACCOUNT = "9a7806061c88ada191ed06f989cc3dac";
export const ZONE = "593c9c94de529bbbfaac7c53ced0447d";

interface WorkerDomain {
  id: string;
  hostname: string;
  service: string;
  zone_id: string;
  cert_id: string;
}

interface Hostname {
  id: string;
  hostname: string;
  status: string;
  ssl: { status: string; validation_errors: { message: string }[] };
  ownership_verification: { type: "txt"; name: string; value: string };
}

export interface Cloudflare extends Pick<UpstreamServer, "url" | "requests" | "stop"> {
  domains: WorkerDomain[];
  hostnames: Hostname[];
  /** the state of certificates from now on, at every look the next one; the last one stays */
  certificates: string[];
  /** answers in the place of the next ones */
  refusals: ScriptedAnswer[];
}

const ok = (result: unknown, status = 200): ScriptedAnswer =>
  answer(status, { success: true, errors: [], messages: [], result });

/** An answer without a result. */
export function refused(
  status: number,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): ScriptedAnswer {
  return answer(status, { success: false, errors: [{ code, message }], messages: [], result: null }, headers);
}

function answer(status: number, body: object, headers: Record<string, string> = {}): ScriptedAnswer {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

export async function startCloudflare(): Promise<Cloudflare> {
  const server = await startUpstream();
  const cloudflare: Cloudflare = {
    url: server.url,
    requests: server.requests,
    stop: () => server.stop(),
    domains: [],
    hostnames: [],
    certificates: ["active"],
    refusals: [],
  };
  server.answer((request) => cloudflare.refusals.shift() ?? respond(cloudflare, request));
  return cloudflare;
}

function respond(cloudflare: Cloudflare, { method, url, headers, body }: RecordedRequest): ScriptedAnswer {
  if (headers["authorization"] !== `Bearer ${TOKEN}`) return refused(403, 10000, "Authentication error");
  const { pathname, searchParams } = new URL(url, "http://cloudflare");
  const given = body.length === 0 ? {} : (JSON.parse(body.toString()) as Record<string, string>);
  const [, kind, owner, area, collection, id] = pathname.split("/");
  const place = [kind, owner, area, collection].join("/");
  if (place === `accounts/${ACCOUNT}/workers/domains`)
    return workerDomains(cloudflare, method, id, searchParams, given);
  if (place === `zones/${ZONE}/ssl/certificate_packs` && method === "GET")
    return ok({ id, status: nextState(cloudflare) });
  if ([kind, owner, area].join("/") === `zones/${ZONE}/custom_hostnames`) {
    return customHostnames(cloudflare, method, collection, searchParams, given);
  }
  return refused(404, 7003, "Could not route to this path");
}

function nextState({ certificates }: Cloudflare): string {
  return (certificates.length > 1 ? certificates.shift() : certificates[0]) ?? "active";
}

function workerDomains(
  { domains }: Cloudflare,
  method: string,
  id: string | undefined,
  query: URLSearchParams,
  given: Record<string, string>,
): ScriptedAnswer {
  if (method === "PUT") {
    const { hostname = "", service = "", zone_id = "" } = given;
    const known = domains.find((one) => one.hostname === hostname);
    const made = known ?? { id: `d${domains.length}`, hostname, service, zone_id, cert_id: `c${domains.length}` };
    if (!known) domains.push(made);
    return ok(made);
  }
  if (id === undefined) return ok(domains.filter(({ hostname }) => hostname === query.get("hostname")));
  const found = domains.findIndex((one) => one.id === id);
  if (found === -1) return refused(404, 100118, "Domain not found");
  return method === "DELETE" ? ok(domains.splice(found, 1)[0]) : ok(domains[found]);
}

function customHostnames(
  cloudflare: Cloudflare,
  method: string,
  id: string | undefined,
  query: URLSearchParams,
  given: Record<string, string>,
): ScriptedAnswer {
  const { hostnames } = cloudflare;
  if (method === "POST") {
    const { hostname = "" } = given;
    if (hostnames.some((one) => one.hostname === hostname))
      return refused(409, 1406, "Duplicate custom hostname found.");
    const ownership_verification = { type: "txt" as const, name: `_cf-custom-hostname.${hostname}`, value: "prove-it" };
    const ssl = { status: "initializing", validation_errors: [] };
    hostnames.push({ id: `h${hostnames.length}`, hostname, status: "pending", ssl, ownership_verification });
    return ok(hostnames.at(-1), 201);
  }
  if (id === undefined) return ok(hostnames.filter(({ hostname }) => hostname === query.get("hostname")));
  const found = hostnames.find((one) => one.id === id);
  if (!found) return refused(404, 1436, "The custom hostname was not found.");
  if (method === "DELETE") {
    hostnames.splice(hostnames.indexOf(found), 1);
    return ok({ id });
  }
  if (method === "PATCH") found.ssl = { status: "initializing", validation_errors: [] };
  else {
    found.ssl.status = nextState(cloudflare);
    found.status = found.ssl.status === "active" ? "active" : "pending";
    if (found.ssl.status.endsWith("timed_out")) found.ssl.validation_errors = [{ message: "no CNAME" }];
  }
  return ok(found, method === "PATCH" ? 202 : 200);
}
