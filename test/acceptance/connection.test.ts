import { connect, type Socket } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { factsOf, textOf } from "../languages/http/facts.ts";
import { createRestApi } from "../support/deployed-rest-api.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

/** A connection to the gateway, with all that came and whether it was ended from there. */
async function open(): Promise<{ socket: Socket; text: () => string; ended: () => boolean }> {
  const socket = connect(gateway.port, "127.0.0.1");
  let text = "";
  let ended = false;
  socket.on("data", (data) => (text += data.toString("latin1"))).on("end", () => (ended = true));
  await new Promise((resolve) => socket.once("connect", resolve));
  return { socket, text: () => text, ended: () => ended };
}

describe("rule 39: a connection", () => {
  it.each(factsOf("connection-header"))("after Connection: $request is as AWS says: $response", async (fact) => {
    const api = await createRestApi(gateway, { methods: { "GET /a": { template: "here" } } });
    const { host, pathname } = new URL(`${api.url}/a`);
    const asked = textOf(fact, "request");
    const head = `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n`;
    const { socket, text, ended } = await open();
    const answers = (): number => text().split("HTTP/1.1 200").length - 1;
    socket.write(asked === null ? `${head}\r\n` : `${head}Connection: ${asked}\r\n\r\n`);
    await expect.poll(answers).toBe(1);
    if (textOf(fact, "response") === "close") await expect.poll(ended).toBe(true);
    else {
      socket.write(`${head}\r\n`);
      await expect.poll(answers).toBe(2);
      expect(ended()).toBe(false);
    }
    socket.destroy();
  });
});
