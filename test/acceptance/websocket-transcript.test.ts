import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { awsEnvironment, describeWithAws } from "../support/aws-cli.ts";
import { run } from "../support/command.ts";
import { sharedGateway } from "../support/gateway.ts";
import { connectTo } from "../support/websocket-api.ts";

const WSCAT = "$ npx wscat -c ";

/** Ids differ each time. */
const withoutIds = (line: string): string => line.replaceAll(/"[\w-]{15}="/g, '"{id}"');

describeWithAws("README's WebSocket API", () => {
  it("answers as it is written", async () => {
    const gateway = await sharedGateway();
    const readme = await readFile(join(import.meta.dirname, "../../README.md"), "utf8");
    const [, block = ""] = /<!-- transcript:websocket -->\n```\n([^]*?)\n```/.exec(readme) ?? [];
    const lines = block.replaceAll("localhost:8787", `127.0.0.1:${gateway.port}`).split("\n");
    const commands = lines.flatMap((line) => (line.startsWith("$ ") && !line.startsWith(WSCAT) ? [line.slice(2)] : []));
    const address = lines.find((line) => line.startsWith(WSCAT))?.slice(WSCAT.length) ?? "";
    const script = [...commands.map((line) => `${line} >&2`.replace(/^(\w+=.*) >&2$/, "$1")), `echo ${address}`].join(
      "\n",
    );
    const env = { ...awsEnvironment, AWS_ENDPOINT_URL: gateway.url };
    const { status, stdout, stderr } = await run("bash", ["-euc", script], { env });
    expect(status, stderr).toBe(0);
    const client = await connectTo(stdout.trim());
    let exchanged = 0;
    for (const line of lines) {
      if (line.startsWith("> ")) client.send(line.slice(2));
      if (!line.startsWith("< ")) continue;
      expect(withoutIds(JSON.stringify(await client.next()))).toBe(withoutIds(line.slice(2)));
      exchanged++;
    }
    expect(exchanged).toBeGreaterThan(1);
    await client.close();
  });
});
