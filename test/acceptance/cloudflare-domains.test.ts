import { CreateDomainNameCommand, GetDomainNameCommand, UpdateDomainNameCommand } from "@aws-sdk/client-api-gateway";
import {
  CreateDomainNameCommand as CreateDomainNameV2Command,
  DeleteDomainNameCommand,
  GetDomainNameCommand as GetDomainNameV2Command,
} from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ACCOUNT, type Cloudflare, TOKEN, ZONE, refused, startCloudflare } from "../support/cloudflare.ts";
import { apiGateway, apiGatewayV2 } from "../support/clients.ts";
import { type Gateway, sharedGateway, startGateway } from "../support/gateway.ts";

let cloudflare: Cloudflare;

const started = (mode: "workers" | "saas"): Promise<Gateway> =>
  startGateway({
    vars: {
      CLOUDFLARE_ACCOUNT_ID: ACCOUNT,
      CLOUDFLARE_ZONE_ID: ZONE,
      CLOUDFLARE_WORKER: "tollgate",
      CLOUDFLARE_DOMAINS: mode,
      CLOUDFLARE_API_URL: cloudflare.url,
    },
    secrets: { CLOUDFLARE_API_TOKEN: TOKEN },
  });

async function status(gateway: Gateway, domainName: string): Promise<[string | undefined, string | undefined]> {
  const got = await apiGateway(gateway).send(new GetDomainNameCommand({ domainName }));
  return [got.domainNameStatus, got.domainNameStatusMessage];
}

/** Makes a domain and gives what it says at once: it is always on its way. */
async function create(gateway: Gateway, domainName: string): Promise<void> {
  const made = await apiGateway(gateway).send(new CreateDomainNameCommand({ domainName }));
  expect(made.domainNameStatus).toBe("UPDATING");
}

const becomes = (gateway: Gateway, domainName: string, wanted: unknown): Promise<void> =>
  vi.waitFor(async () => expect(await status(gateway, domainName)).toEqual(wanted), { timeout: 20_000, interval: 200 });

beforeAll(async () => {
  cloudflare = await startCloudflare();
});
afterAll(() => cloudflare.stop());

describe("a custom domain in the account's own zone", () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await started("workers");
  });
  afterAll(() => gateway.stop());

  it("is attached to the worker, available when its certificate is, and detached when it is deleted", async () => {
    cloudflare.certificates = ["initializing", "pending_validation", "active"];
    await create(gateway, "api.own.test");
    await becomes(gateway, "api.own.test", ["UPDATING", "The certificate is pending validation"]);
    await becomes(gateway, "api.own.test", ["AVAILABLE", undefined]);
    expect(cloudflare.domains).toMatchObject([{ hostname: "api.own.test", service: "tollgate", zone_id: ZONE }]);
    const v2 = apiGatewayV2(gateway);
    const seen = await v2.send(new GetDomainNameV2Command({ DomainName: "api.own.test" }));
    expect(seen.DomainNameConfigurations?.[0]?.DomainNameStatus).toBe("AVAILABLE");
    await v2.send(new DeleteDomainNameCommand({ DomainName: "api.own.test" }));
    await vi.waitFor(() => expect(cloudflare.domains).toEqual([]), { timeout: 10_000 });
  });

  it("waits as long as Cloudflare asks for, and tries again when it is broken", async () => {
    cloudflare.certificates = ["active"];
    cloudflare.refusals = [refused(429, 971, "Please wait", { "retry-after": "2" }), refused(502, 0, "Bad gateway")];
    await create(gateway, "limited.own.test");
    await becomes(gateway, "limited.own.test", ["UPDATING", "Cloudflare: Please wait"]);
    await becomes(gateway, "limited.own.test", ["UPDATING", "Cloudflare: Bad gateway"]);
    await becomes(gateway, "limited.own.test", ["AVAILABLE", undefined]);
  });

  it("fails where its name is another worker's, and is tried again when it is updated", async () => {
    const other = { id: "other", hostname: "taken.own.test", service: "shop", zone_id: ZONE, cert_id: "c" };
    cloudflare.domains.push(other);
    await create(gateway, "taken.own.test");
    const message = "taken.own.test is attached to the worker shop already";
    await becomes(gateway, "taken.own.test", ["FAILED", message]);
    expect(other.service).toBe("shop");
    cloudflare.domains.splice(cloudflare.domains.indexOf(other), 1);
    const patchOperations = [{ op: "replace" as const, path: "/securityPolicy", value: "TLS_1_2" }];
    await apiGateway(gateway).send(new UpdateDomainNameCommand({ domainName: "taken.own.test", patchOperations }));
    await becomes(gateway, "taken.own.test", ["AVAILABLE", undefined]);
  });

  it("fails with its certificate, with Cloudflare's refusals, and as a wildcard", async () => {
    cloudflare.certificates = ["validation_timed_out"];
    await create(gateway, "dead.own.test");
    await becomes(gateway, "dead.own.test", ["FAILED", "The certificate is validation timed out"]);
    cloudflare.refusals = [refused(403, 10000, "Authentication error")];
    await create(gateway, "token.own.test");
    await becomes(gateway, "token.own.test", ["FAILED", "Cloudflare: Authentication error"]);
    await create(gateway, "*.own.test");
    await becomes(gateway, "*.own.test", ["FAILED", expect.stringContaining('pattern = "*.own.test/*"')]);
  });
});

describe("a custom domain in someone else's zone", () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await started("saas");
  });
  afterAll(() => gateway.stop());

  it("is a custom hostname that says what its owner is to do, and becomes available", async () => {
    cloudflare.certificates = ["pending_validation", "active"];
    await create(gateway, "api.customer.test");
    const waiting = "add the TXT record _cf-custom-hostname.api.customer.test with prove-it";
    await becomes(gateway, "api.customer.test", ["UPDATING", expect.stringContaining(waiting)]);
    await becomes(gateway, "api.customer.test", ["AVAILABLE", undefined]);
    const v2 = apiGatewayV2(gateway);
    await v2.send(new DeleteDomainNameCommand({ DomainName: "api.customer.test" }));
    await vi.waitFor(() => expect(cloudflare.hostnames).toEqual([]), { timeout: 10_000 });
  });

  it("fails with its validation, and takes a hostname over that is there already", async () => {
    cloudflare.certificates = ["validation_timed_out"];
    await create(gateway, "slow.customer.test");
    await becomes(gateway, "slow.customer.test", ["FAILED", expect.stringContaining("no CNAME")]);
    cloudflare.certificates = ["active"];
    const patchOperations = [{ op: "replace" as const, path: "/securityPolicy", value: "TLS_1_2" }];
    await apiGateway(gateway).send(new UpdateDomainNameCommand({ domainName: "slow.customer.test", patchOperations }));
    await becomes(gateway, "slow.customer.test", ["AVAILABLE", undefined]);
    expect(cloudflare.hostnames).toHaveLength(1);
  });
});

describe("a custom domain where nothing is configured for it", () => {
  it("is available, and says what to run", async () => {
    const shared = await sharedGateway();
    const made = await apiGatewayV2(shared).send(new CreateDomainNameV2Command({ DomainName: "manual.shop.test" }));
    const [configuration] = made.DomainNameConfigurations ?? [];
    expect(configuration?.DomainNameStatus).toBe("AVAILABLE");
    expect(configuration?.DomainNameStatusMessage).toBe(
      "Not attached to the worker: run npx wrangler deploy --domain manual.shop.test (a wildcard needs a route in wrangler.toml), or set CLOUDFLARE_API_TOKEN, CLOUDFLARE_ACCOUNT_ID, CLOUDFLARE_ZONE_ID",
    );
  });
});
