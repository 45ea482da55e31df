import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GenerateClientCertificateCommand } from "@aws-sdk/client-api-gateway";
import { CreateFunctionCommand, GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reseal } from "../../../scripts/rotate-key.mjs";
import { apiGateway, lambda } from "../../support/clients.ts";
import { run } from "../../support/command.ts";
import { freshClone } from "../../support/fresh-clone.ts";
import { sharedGateway } from "../../support/gateway.ts";
import { end, freePort, startUntilAnswers } from "../../support/programs.ts";

const OLD_KEY = Buffer.alloc(32, 1).toString("base64");

describe("npm run rotate-key", () => {
  let clone: Awaited<ReturnType<typeof freshClone>>;
  beforeAll(async () => {
    clone = await freshClone();
  });
  afterAll(() => clone.remove());

  const npm = (...args: string[]) => run("npm", ["--silent", ...args], { cwd: clone.folder });
  const keyFile = (): string => join(clone.folder, ".tollgate/encryption-key.env");

  /** Runs the local gateway for as long as `work` takes. */
  async function whileStarted<T>(work: (url: string) => Promise<T>): Promise<T> {
    const port = await freePort();
    const gateway = await startUntilAnswers("npm", ["start", "--", "--port", String(port)], clone.folder, port);
    return work(`http://127.0.0.1:${port}`).finally(() => end(gateway));
  }

  it("seals the local gateway's secrets under a new key and forgets the old one", async () => {
    await mkdir(join(clone.folder, ".tollgate"));
    await writeFile(keyFile(), `ENCRYPTION_KEY=${OLD_KEY}\n`);
    const handler = new TextEncoder().encode("exports.handler = async () => 1");
    await whileStarted(async (url) => {
      await apiGateway({ url }).send(new GenerateClientCertificateCommand({}));
      await lambda({ url }).send(
        new CreateFunctionCommand({
          FunctionName: "rotated",
          Runtime: "nodejs22.x",
          Handler: "index.handler",
          Role: "arn:aws:iam::000000000000:role/none",
          Environment: { Variables: { SECRET: "kept" } },
          Code: { ZipFile: zipSync({ "index.js": handler }) },
        }),
      );
    });
    const rotation = await npm("run", "rotate-key", "--", "--port", String(await freePort()));
    expect([rotation.status, rotation.stdout], rotation.stderr).toEqual([
      0,
      "2 secrets were sealed under a new key; the old one is gone.\n",
    ]);
    const kept = await readFile(keyFile(), "utf8");
    expect(kept).toMatch(/^ENCRYPTION_KEY=[A-Za-z0-9+/]{43}=\n$/);
    expect(kept).not.toContain(OLD_KEY);
    const { Environment } = await whileStarted((url) =>
      lambda({ url }).send(new GetFunctionConfigurationCommand({ FunctionName: "rotated" })),
    );
    expect(Environment).toEqual({ Variables: { SECRET: "kept" } });
  });

  it("asks a deployed gateway as its administrator, and shows its refusal", async () => {
    const { url } = await sharedGateway();
    expect(await reseal(url, { accessKeyId: "test", secret: "test" })).toBe(0);
    await expect(reseal(url, { accessKeyId: "test", secret: "guess" })).rejects.toThrow(/answers 403/);
    expect((await npm("run", "rotate-key", "--", "--endpoint", url)).stderr).toContain(
      "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set",
    );
  });
});
