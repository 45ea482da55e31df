import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateApiCommand } from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";
import { bundle } from "../../../scripts/bench/bundle.ts";
import { type Runtime, startWorkerd } from "../../../scripts/bench/workerd.ts";
import { OWN_BINDINGS } from "../../../src/functions-of.ts";
import { apiGatewayV2 } from "../../support/clients.ts";
import { run } from "../../support/command.ts";
import { request } from "../../support/request.ts";
import { startUpstream } from "../../support/upstream-server.ts";

const root = join(import.meta.dirname, "../../..");
const config = join(root, "wrangler.toml");
const secrets = ["ADMIN_ACCESS_KEY_ID", "ADMIN_SECRET_ACCESS_KEY", "ENCRYPTION_KEY"];
const quiet = { CI: "1", WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true", WRANGLER_WRITE_LOGS: "false" };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tollgate-deploy-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What wrangler prints of a deployment that it does not make. */
async function dryRun(...args: string[]): Promise<string> {
  const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");
  const outdir = join(folder, args.join("") || "default");
  const outcome = await run(
    process.execPath,
    [wrangler, "deploy", "--dry-run", "--config", config, "--outdir", outdir, ...args],
    { cwd: root, env: quiet },
  );
  expect(outcome.status, outcome.stderr).toBe(0);
  return outcome.stdout;
}

/** The names of the bindings that wrangler says a deployment has. */
function bindingsIn(printed: string): string[] {
  return [...printed.matchAll(/^env\.(\w+)/gm)].map(([, name]) => name ?? "").toSorted();
}

/** The bindings that the file declares at its top level, by a plain reading of its lines. */
function declared(): string[] {
  const [topLevel = ""] = readFileSync(config, "utf8").split(/^\[env\./m);
  return [...topLevel.matchAll(/^(?:binding|name) = "([A-Z_]+)"/gm)].map(([, name]) => name ?? "").toSorted();
}

describe("wrangler deploy", () => {
  it("has every binding that wrangler.toml declares, no secret, and at most 350 KB of script", async () => {
    const printed = await dryRun();
    const bindings = bindingsIn(printed);
    expect(bindings).toEqual(expect.arrayContaining(declared()));
    expect(bindings).toEqual(
      expect.arrayContaining(["DB", "CACHE", "CHANGE_LOG", "CONNECTIONS", "DOMAINS", "FUNCTION_QUEUE", "LIMITS"]),
    );
    for (const secret of secrets) expect(bindings).not.toContain(secret);
    expect(Number(/gzip: ([\d.]+) KiB/.exec(printed)?.[1]), "compressed, in KiB").toBeLessThanOrEqual(350);
  });

  it("has the same bindings in production, since environments inherit none", async () => {
    const bindings = bindingsIn(await dryRun("--env=production"));
    expect(bindings).toEqual(expect.arrayContaining(declared()));
    for (const secret of secrets) expect(bindings).not.toContain(secret);
  });

  it("calls no function by the name of a binding of its own", () => {
    expect(declared().filter((name) => !OWN_BINDINGS.has(name))).toEqual([]);
  });

  it("rewrites no Host in wrangler dev: no routes at the top level", () => {
    // wrangler publishes no type for its configuration.
    const { routes, route }: { routes?: unknown; route?: unknown } = readConfig({ config }, { hideWarnings: true });
    expect([routes, route]).toEqual([undefined, undefined]);
  });
});

describe("the worker as it is deployed, in plain workerd", () => {
  let runtime: Runtime;
  let address: string;
  const gateway = { name: "gateway", worker: "gateway", seed: () => [] } as const;
  beforeAll(async () => {
    const vars = {
      ADMIN_ACCESS_KEY_ID: "test",
      ADMIN_SECRET_ACCESS_KEY: "test",
      ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
    };
    runtime = await startWorkerd(folder, [{ id: "gateway", bundle: bundle(gateway, join(folder, "bundle")), vars }]);
    address = runtime.address("gateway");
  });
  afterAll(() => runtime.stop());

  it("is healthy", async () => {
    const answer = await request(`${address}/health`);
    const names = ["DB", "CACHE", "CHANGE_LOG", "CONNECTIONS", "DOMAINS", "FUNCTION_QUEUE", "LIMITS", "LOADER"];
    const bindings = Object.fromEntries(names.map((name) => [name, true]));
    expect([answer.status, answer.json()]).toEqual([200, { version: expect.any(String), bindings }]);
  });

  it("makes an API and serves it, where code from text is forbidden", async () => {
    const upstream = await startUpstream();
    const client = apiGatewayV2({ url: address });
    const api = await client.send(new CreateApiCommand({ Name: "plain", ProtocolType: "HTTP", Target: upstream.url }));
    const answer = await request(`${address}/`, { host: new URL(api.ApiEndpoint ?? "").host });
    expect([answer.status, answer.json()]).toEqual([200, { ok: true }]);
    await upstream.stop();
  });
});
