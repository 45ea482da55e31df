// These four first: what they lead to (the packed tables, code of a kind) lies together in the bundle then, 3 KB less to load.
import { createGateway, type Gateway, type GatewayPorts } from "./traffic/gateway.ts";
import { type IncomingRequest, createFront } from "./management/front.ts";
import { functionsOf, type FunctionsEnv, serviceNamed } from "./functions-of.ts";
import { s3Reader } from "./outgoing-s3.ts";
import { waitUntil } from "cloudflare:workers";
import { Hono } from "hono/tiny";
import { type Health, createHealth } from "./health.ts";
import { type AddressBook, apiBehindEndpoint, createAddressBook } from "./address.ts";
import { type AccessLogsEnv, accessLogsOf } from "./access-logs-of.ts";
import { recompile } from "./compiler/compile.ts";
import { compileWebAcl } from "./compiler/waf/web-acl.ts";
import { connectionsOf, type ConnectionsEnv } from "./connections-of.ts";
import { type Config, ConfigurationError, parseNetworks, readConfig } from "./config.ts";
import { LoadedIdentities } from "./identities/loaded-identities.ts";
import { type DomainKeeperEnv, keepDomainOf } from "./domain-keeper.ts";
import { outgoingAws, userPoolIssuers } from "./outgoing-aws.ts";
import { limitsOf, type LimitsEnv } from "./limits-of.ts";
import { type ReferencePorts, answerReference } from "./management/reference/answer.ts";
import { type CallPorts, createCalls } from "./management/calls.ts";
import { CODE_PATH, downloadCode, type DownloadPorts } from "./management/lambda/code-location.ts";
import type { ChangeLog } from "./objects/change-log.ts";
import { createSigningKeys } from "./sigv4/signingkey.ts";
import { Freshness } from "./storage/freshness.ts";
import { PlanStore } from "./storage/plan-store.ts";
import { type Secrets, SecretsError, createSecrets, parseEncryptionKeys } from "./storage/secrets.ts";
import { readWebAcl } from "./storage/web-acl-reads.ts";
import { ResponseCache } from "./traffic/cache/response-cache.ts";
import { markBound } from "./traffic/client.ts";
import type { Later } from "./traffic/exchange.ts";
import { createRandomHex, createRequestIds, createTraceRoots } from "./traffic/ids.ts";
import { forbidden, tooManyLookUps } from "./traffic/refusals.ts";
import { sandboxed } from "./traffic/sandbox.ts";
import { createVpcLinks } from "./traffic/vpc-links.ts";
import { LoadedApis } from "./traffic/load/apis.ts";
import { type DomainTarget, LoadedDomains } from "./traffic/load/domains.ts";
import { createAuthorizerTester } from "./traffic/rest-api/testing/authorizer-tester.ts";
import { createMethodTester } from "./traffic/rest-api/testing/method-tester.ts";
import { LoadedWebAcls } from "./traffic/waf/loaded-web-acls.ts";

/** Cached answers that an isolate holds, of the 128 MB that it has. */
const CACHE_MEMORY_BYTES = 32 * 1024 * 1024;

export const VERSION = "0.1.0";

/** The worker's bindings and variables. */
export interface Env extends AccessLogsEnv, ConnectionsEnv, DomainKeeperEnv, FunctionsEnv, LimitsEnv {
  CACHE: KVNamespace;
  CHANGE_LOG: DurableObjectNamespace<ChangeLog>;
}

/** Where a request came in: from anywhere, or over a service binding from another worker of the account. */
export type Door = "public" | "binding";

export interface App {
  fetch(request: Request, context: ExecutionContext, door?: Door): Response | Promise<Response>;
  /** what happens on open connections of WebSocket APIs; null: the worker is misconfigured */
  webSockets: Gateway["webSockets"] | null;
}

/** Puts the whole worker together, once per isolate: the only place that knows all parts. */
export function createApp(env: Env): App {
  const config = configOf(env);
  if (config instanceof ConfigurationError) return misconfiguredApp(config);
  const secrets = secretsOf(config);
  if (secrets instanceof ConfigurationError) return misconfiguredApp(secrets);
  const now = (): number => Date.now();
  const addresses = createAddressBook(config);
  const freshness = new Freshness((location) => changeLog(env, location), now);
  const apis = new LoadedApis({ db: env.DB, plans: new PlanStore(env.CACHE, waitUntil), recompile }, now);
  const domains = new LoadedDomains(env.DB, now);
  const identities = new LoadedIdentities(
    { db: env.DB, secrets, admin: adminOf(config), accountId: config.ACCOUNT_ID },
    now,
  );
  freshness.hold("api", apis);
  freshness.hold("domain", domains);
  freshness.hold("iam", identities);
  const functions = functionsOf(env, config, secrets, now);
  freshness.hold("function", functions.held);
  const limits = limitsOf(env, config, secrets, freshness, now);
  const cache = responseCache(env, secrets, freshness, now);
  const webAcls = webAclsOf(env);
  freshness.hold("webAcl", webAcls);
  const traffic = { functions: functions.traffic, cache, ...platformPorts(config, env, now) };
  const gateway = createGateway({
    apis,
    freshness,
    identities,
    userPoolIssuer: userPoolIssuers(env),
    limits: limits.traffic,
    webAcls,
    record: accessLogsOf(env, now),
    ...traffic,
  });
  const tested = { ...traffic, cache: null };
  const methodTester = createMethodTester(tested);
  const authorizerTester = createAuthorizerTester({ ...tested, identities, userPoolIssuer: userPoolIssuers(env) });
  const front = frontOf(env, config, {
    addresses,
    freshness,
    identities,
    secrets,
    functions: functions.direct,
    methodTester,
    authorizerTester,
    usage: limits.usage,
    accountThrottle: limits.accountThrottle,
    now,
  });
  const health = createHealth(env, () => changeLog(env), now);
  const routes = managementRoutes(front, health, { db: env.DB, secrets, now }, referenceOf(env, config, addresses));
  const management: Behind["management"] = (...call) => routes.fetch(...call);
  const fetch = createDoor({ addresses, freshness, domains, gateway, management, env });
  return { fetch, webSockets: gateway.webSockets };
}

/** What lies behind the worker's door. */
interface Behind {
  addresses: AddressBook;
  freshness: Freshness;
  domains: LoadedDomains;
  gateway: Gateway;
  management: (request: Request, env: Env, context: ExecutionContext) => Response | Promise<Response>;
  env: Env;
}

/** Host and path → management, or an API. */
function createDoor({ addresses, freshness, domains, gateway, management, env }: Behind): App["fetch"] {
  return (request, context, door = "public") => {
    if (door === "binding") markBound(request);
    const later = (work: Promise<unknown>): void => context.waitUntil(work);
    const { url } = request;
    const pathAt = url.indexOf("/", 8);
    const queryAt = url.indexOf("?", pathAt);
    const path = queryAt === -1 ? url.slice(pathAt) : url.slice(pathAt, queryAt);
    const destination = addresses.destination(url.slice(0, pathAt), path);
    if (destination.kind === "management") {
      return door === "binding" ? forbidden() : management(request, env, context);
    }
    const rawQuery = queryAt === -1 ? "" : url.slice(queryAt + 1);
    const { origin, host } = destination;
    if (destination.kind === "api") {
      const answer = gateway.serve(
        request,
        { apiId: destination.apiId, origin, host, path: destination.path, rawQuery },
        later,
      );
      if (!destination.byPath) return answer;
      return answer instanceof Promise ? answer.then((one) => sandboxed(request, one)) : sandboxed(request, answer);
    }
    const named = apiBehindEndpoint(host, request.headers);
    if (named !== null) return gateway.serve(request, { apiId: named, origin, host, path, rawQuery }, later);
    const proceed = (mapping: DomainTarget | null | "throttled"): Response | Promise<Response> => {
      if (mapping === "throttled") return tooManyLookUps();
      if (mapping === null) return forbidden();
      return gateway.serve(request, { apiId: mapping.apiId, origin, host, path, rawQuery, mapping }, later);
    };
    const fresh = freshness.check(later, request);
    const target = fresh
      ? fresh.then(() => domains.target(host, path, request.headers, later))
      : domains.target(host, path, request.headers, later);
    return target instanceof Promise ? target.then(proceed) : proceed(target);
  };
}

/** What the management plane shares with the rest of the worker. */
interface Shared extends Pick<
  CallPorts,
  "freshness" | "secrets" | "functions" | "methodTester" | "authorizerTester" | "usage" | "accountThrottle" | "now"
> {
  addresses: AddressBook;
  identities: LoadedIdentities;
}

/** The management plane. */
function frontOf(
  env: Env,
  config: Config,
  { addresses, identities, ...shared }: Shared,
): ReturnType<typeof createFront> {
  return createFront({
    identities,
    missingSecrets: missingSecrets(config),
    signingKeys: createSigningKeys(),
    now: shared.now,
    fresh: (request, later) => shared.freshness.check(later, request),
    requestId: () => crypto.randomUUID(),
    call: createCalls({
      ...shared,
      objects: s3Reader(outgoingAws(config, env), shared.now),
      db: env.DB,
      changeLog: () => changeLog(env),
      accountId: config.ACCOUNT_ID,
      random: (bytes) => crypto.getRandomValues(bytes),
      uuid: () => crypto.randomUUID(),
      apiEndpoint: addresses.apiEndpoint,
      keepDomain: keepDomainOf(env, config),
      domainTarget: addresses.domainTarget,
      isReservedDomain: addresses.isReservedDomain,
    }),
  });
}

/** What traffic needs of the platform. */
function platformPorts(
  config: Config,
  env: Env,
  now: () => number,
): Omit<
  GatewayPorts,
  "apis" | "freshness" | "identities" | "functions" | "cache" | "limits" | "userPoolIssuer" | "webAcls" | "record"
> {
  const random = (bytes: Uint8Array): unknown => crypto.getRandomValues(bytes);
  const privateNetworks = parseNetworks(config.PRIVATE_NETWORKS) ?? [];
  return {
    accountId: config.ACCOUNT_ID,
    now,
    chance: () => Math.random(),
    requestId: createRequestIds(random),
    uuid: () => crypto.randomUUID(),
    randomHex: createRandomHex(random),
    traceRoot: createTraceRoots(random),
    random,
    connections: connectionsOf(env),
    fetch: (url, init) => fetch(url, init),
    aws: { ...outgoingAws(config, env), signingKeys: createSigningKeys() },
    vpcLinks: createVpcLinks(
      config.VPC_LINKS,
      (name) => serviceNamed(env, name),
      (url, init) => fetch(url, init),
    ),
    heldBodyBytes: Number(config.MAX_HELD_BODY),
    maxSignedBody: Number(config.MAX_SIGNED_BODY),
    isPrivateNetwork: (ip) => privateNetworks.some((contains) => contains(ip)),
  };
}

/** The web ACLs of stages, made from what is stored. */
function webAclsOf(env: Env): LoadedWebAcls {
  return new LoadedWebAcls(async (arn) => {
    const read = await readWebAcl(env.DB, arn);
    return read && { plan: compileWebAcl(read.acl), addresses: read.addresses };
  });
}

function responseCache(env: Env, secrets: Secrets | null, freshness: Freshness, now: () => number): ResponseCache {
  const cache = new ResponseCache({
    store: env.CACHE,
    secrets,
    announce: async (id) => void (await changeLog(env).append(crypto.randomUUID(), [{ topic: "cache", id }])),
    now,
    memoryBytes: CACHE_MEMORY_BYTES,
  });
  freshness.hold("cache", cache);
  return cache;
}

/** The change log itself, or its relay in a location. */
function changeLog(env: Env, location?: string): DurableObjectStub<ChangeLog> {
  return env.CHANGE_LOG.get(env.CHANGE_LOG.idFromName(location === undefined ? "root" : `relay ${location}`));
}

/** What reference pages are made of; null where they are off. */
function referenceOf(env: Env, config: Config, { apiEndpoint }: AddressBook): ReferencePorts | null {
  return config.REFERENCE_PAGES === "on" ? { db: env.DB, apiEndpoint } : null;
}

function managementRoutes(
  front: ReturnType<typeof createFront>,
  health: (later: Later) => Promise<Health>,
  downloads: DownloadPorts,
  reference: ReferencePorts | null,
): Hono {
  const app = new Hono();
  // AWS's query protocol may be spoken by GET, as by whoever holds a presigned GetCallerIdentity.
  app.get("/", (c, next) => (c.req.query("Action") === undefined ? c.redirect("/console/") : next()));
  app.get("/health", async (c) => {
    const bindings = await health((work) => c.executionCtx.waitUntil(work));
    return c.json({ version: VERSION, bindings });
  });
  app.get(CODE_PATH, (c) => downloadCode(new URL(c.req.url), downloads));
  if (reference) {
    app.get("/reference/:api/:stage", (c) => {
      return answerReference(reference, new URL(c.req.url), c.req.param("api"), c.req.param("stage"));
    });
  }
  app.all("/console/*", (c) => c.json({ message: "The console is not implemented" }, 501));
  // Hono hands on the platform's own request; its type has lost the cf properties.
  app.all("*", (c) => front(c.req.raw as IncomingRequest, (work) => c.executionCtx.waitUntil(work)));
  return app;
}

function configOf(env: Env): Config | ConfigurationError {
  try {
    return readConfig(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
}

function adminOf(config: Config): { accessKeyId: string; secretAccessKey: string } | null {
  const { ADMIN_ACCESS_KEY_ID: accessKeyId, ADMIN_SECRET_ACCESS_KEY: secretAccessKey } = config;
  return accessKeyId === "" || secretAccessKey === "" ? null : { accessKeyId, secretAccessKey };
}

function missingSecrets(config: Config): string[] {
  const names = ["ADMIN_ACCESS_KEY_ID", "ADMIN_SECRET_ACCESS_KEY", "ENCRYPTION_KEY"] as const;
  return names.filter((name) => config[name] === "");
}

/** What seals secrets at rest; null where ENCRYPTION_KEY is not set. */
function secretsOf({ ENCRYPTION_KEY: keys }: Config): Secrets | null | ConfigurationError {
  try {
    return keys === "" ? null : createSecrets(parseEncryptionKeys(keys));
  } catch (error) {
    if (error instanceof SecretsError) return new ConfigurationError(`Configuration: ${error.message}`);
    throw error;
  }
}

/** Answers everything with what is wrong. */
function misconfiguredApp(error: ConfigurationError): App {
  return { fetch: () => misconfigured(error), webSockets: null };
}

function misconfigured(error: ConfigurationError): Response {
  console.error(error.message);
  return Response.json({ message: error.message }, { status: 500 });
}
