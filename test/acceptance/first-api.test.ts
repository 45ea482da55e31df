import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateApiCommand, DeleteApiCommand, GetApiCommand } from "@aws-sdk/client-apigatewayv2";
import { expect, it } from "vitest";
import { awsEnvironment, describeWithAws } from "../support/aws-cli.ts";
import { apiGatewayV2 } from "../support/clients.ts";
import { run } from "../support/command.ts";
import { freshClone } from "../support/fresh-clone.ts";
import { sharedGateway } from "../support/gateway.ts";
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

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an AddressInfo; strings are for pipes.
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a program that runs until it is ended, and waits until something answers on its port. */
async function startUntilAnswers(program: string, args: string[], cwd: string, port: number): Promise<ChildProcess> {
  const child = spawn(program, args, { cwd, stdio: "ignore", detached: true });
  const answers = (): Promise<boolean> =>
    request(`http://localhost:${port}/health`).then(
      () => true,
      () => false,
    );
  while (child.exitCode === null && !(await answers())) await sleep(100);
  if (child.exitCode !== null) throw new Error(`${program} ${args.join(" ")} ended with ${child.exitCode}`);
  return child;
}

/** Ends a program and what it has started, as Ctrl-C on a terminal does. */
async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.on("exit", resolve));
  if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
  await ended;
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
