import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { argument, devArguments, portFault } from "../../../scripts/start.mjs";
import { run } from "../../support/command.ts";
import { freePort } from "../../support/programs.ts";
import { request } from "../../support/request.ts";

const script = join(import.meta.dirname, "../../../scripts/start.mjs");

describe("the arguments of npm start", () => {
  const files = { keyFile: "/k", developerFile: undefined, stateFolder: "/s" };

  it("are read in both forms, the last one counts", () => {
    expect(argument(["--port", "1", "--port=2"], "port")).toBe("2");
    expect(argument(["--portable", "1"], "port")).toBeUndefined();
  });

  it("reach wrangler dev after the defaults, so that the user's variables win", () => {
    const args = devArguments(["--var", "ADMIN_ACCESS_KEY_ID:mine"], files);
    expect(args.indexOf("ADMIN_ACCESS_KEY_ID:mine")).toBeGreaterThan(args.indexOf("ADMIN_ACCESS_KEY_ID:test"));
  });

  it("replace a default of the same name", () => {
    const args = devArguments(["--port", "9000"], files);
    expect(args).not.toContain("--port=8787");
    expect(args).toContain("--persist-to=/s");
  });

  it("never hold the encryption key, which lies in a file", () => {
    expect(devArguments([], files).join(" ")).toContain("--env-file /k");
    expect(devArguments([], files).join(" ")).not.toContain("ENCRYPTION_KEY");
  });

  it("read the developer's own .dev.vars after the key's file, so that a key in it wins", () => {
    const args = devArguments([], { ...files, developerFile: "/d" });
    expect(args.indexOf("/d")).toBeGreaterThan(args.indexOf("/k"));
  });
});

describe("a port", () => {
  it("that is free has no fault", async () => {
    expect(await portFault(String(await freePort()))).toBeUndefined();
  });

  it("that is none is named", async () => {
    expect(await portFault("eighty")).toBe("Not a port: eighty");
    expect(await portFault("70000")).toBe("Not a port: 70000");
  });

  it("that is busy ends npm start with an error that names it", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // As above.
    const { port } = server.address() as AddressInfo;
    const outcome = await run(process.execPath, [script, "--port", String(port)]);
    server.close();
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain(`Port ${port} is in use by another program`);
  });
});

describe("npm start", () => {
  let state: string;
  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), "tollgate-start-"));
  });
  afterAll(() => rm(state, { recursive: true, force: true }));

  it("says where the gateway listens, serves, and ends well on Ctrl-C", async () => {
    const port = await freePort();
    const child = spawn(process.execPath, [script, "--port", String(port), "--persist-to", state], {
      env: { ...process.env, WRANGLER_REGISTRY_PATH: join(state, "registry") },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
    let printed = "";
    const greeted = new Promise<void>((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
          printed += text;
          if (printed.includes("stop it with Ctrl-C")) resolve();
        });
      }
    });
    await Promise.race([greeted, ended]);
    expect(printed).toContain(`Tollgate listens on http://localhost:${port}`);
    expect(printed).toContain(`AWS_ENDPOINT_URL=http://localhost:${port}`);
    const answer = await request(`http://localhost:${port}/`);
    expect(answer.status).toBeLessThan(500);
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    await expect(request(`http://localhost:${port}/`)).rejects.toThrow("ECONNREFUSED");
  });
});
