/** Runs once for the project "node": hands one gateway to all its test files, started when the first asks for it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { startGateway, type Gateway } from "./gateway.ts";

/** vitest's global set-up; what it returns is the tear-down. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<Gateway> | undefined;
  const door = createServer((_request, response) => {
    starting ??= startGateway();
    starting.then(
      ({ url, port }) => response.end(JSON.stringify({ url, port })),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.stack : String(error)),
    );
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an AddressInfo; strings are for pipes.
  const { port } = door.address() as AddressInfo;
  project.provide("sharedGateway", `http://127.0.0.1:${port}/`);
  return async () => {
    door.closeAllConnections();
    door.close();
    await (await starting?.catch(() => undefined))?.stop();
  };
}
