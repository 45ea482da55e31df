import type { ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateApiCommand, DeleteApiCommand, GetApiCommand } from "@aws-sdk/client-apigatewayv2";
import { expect, it } from "vitest";
import { awsEnvironment, describeWithAws } from "../support/aws-cli.ts";
import { apiGatewayV2 } from "../support/clients.ts";
import { run } from "../support/command.ts";
import { freshClone } from "../support/fresh-clone.ts";
import { sharedGateway } from "../support/gateway.ts";
import { end, freePort, startUntilAnswers } from "../support/programs.ts";
import { request } from "../support/request.ts";
import { startUpstream } from "../support/upstream-server.ts";

it("serves an API made by quick create with the very next request, and forgets it when it is deleted", async () => {
  const upstream = await startUpstream();
  const client = apiGatewayV2(await sharedGateway());
  const api = await client.send(new CreateApiCommand({ Name: "first", ProtocolType: "HTTP", Target: upstream.url }));
  upstream.answer({ status: 201, body: "made" });
  const answer = await request(`${api.ApiEndpoint}/?q=1`, { method: "POST", body: "hi" });
  expect(answer.status).toBe(201);
  expect(upstream.last().url).toBe("/?q=1");
  await client.send(new DeleteApiCommand({ ApiId: api.ApiId }));
  expect((await request(`${api.ApiEndpoint}/`)).status).toBe(403);
  await expect(client.send(new GetApiCommand({ ApiId: api.ApiId }))).rejects.toThrow(
    /Invalid API identifier specified/,
  );
  await upstream.stop();
});

/** The commands that README shows after a marker, with the ports that the test has in place of README's. */
function commands(readme: string, name: string, ports: Record<string, number>): string {
  const block = new RegExp(`<!-- transcript:${name} -->\\n\`\`\`\\n([^]*?)\\n\`\`\``).exec(readme)?.[1];
  if (block === undefined) throw new Error(`README has no transcript ${name}`);
  return Object.entries(ports).reduce((text, [from, to]) => text.replaceAll(from, String(to)), block);
}

describeWithAws("README's first API", () => {
  it("works as it is written, from npm start on a fresh clone to the second request", async () => {
    const clone = await freshClone();
    const started: ChildProcess[] = [];
    try {
      const [port, backendPort] = [await freePort(), await freePort()];
      const ports = { 8787: port, 8788: backendPort };
      const readme = await readFile(join(clone.folder, "README.md"), "utf8");
      const backend = ["-c", `exec ${commands(readme, "backend", ports)}`];
      started.push(await startUntilAnswers("bash", backend, clone.folder, backendPort));
      started.push(await startUntilAnswers("npm", ["start", "--", "--port", String(port)], clone.folder, port));
      const script = commands(readme, "first-api", ports);
      const { status, stdout, stderr } = await run("bash", ["-euc", script], { env: awsEnvironment });
      expect(status, stderr).toBe(0);
      const promised = [...script.matchAll(/# prints: (.*)$/gm)].map(([, line]) => line);
      expect(promised).toEqual(["GET /hello", "GET /people/42"]);
      expect(stdout.split("\n").filter((line) => line.startsWith("GET /"))).toEqual(promised);
    } finally {
      await Promise.all(started.map(end));
      await clone.remove();
    }
  });
});
