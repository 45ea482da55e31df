import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRestApi } from "../support/deployed-rest-api.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";
import { factsOf, textOf } from "../languages/http/facts.ts";

let gateway: Gateway;
let path = "";
beforeAll(async () => {
  gateway = await sharedGateway();
  const api = await createRestApi(gateway, { methods: { "GET /a": {} } });
  path = `${new URL(api.url).pathname}/a`;
});
afterAll(() => gateway.stop());

/** Sends a request again on one connection as long as it stays open, at most twice; how many answers came. */
function answersOnOneConnection(header: string | null): Promise<number> {
  const own = header === null ? "" : `Connection: ${header}\r\n`;
  const text = `GET ${path} HTTP/1.1\r\nHost: localhost:${gateway.port}\r\n${own}\r\n`;
  return new Promise((resolve, reject) => {
    let received = "";
    let answers = 0;
    const socket = connect(gateway.port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => {
      received += chunk.toString();
      const found = received.split("HTTP/1.1 200").length - 1;
      // The body is `{}`, whole or as a chunk.
      if (found === answers || !received.slice(received.lastIndexOf("HTTP/1.1 200")).includes("{}")) return;
      answers = found;
      if (answers === 2) socket.end();
      else if (header === null) socket.write(text);
    });
    socket.on("close", () => resolve(answers));
    socket.on("error", reject);
  });
}

describe("rule 39: a client's connection", () => {
  it.each(factsOf("connection-header"))("with Connection: $name is $response", async (fact) => {
    const answers = await answersOnOneConnection(textOf(fact, "request"));
    expect(answers).toBe(fact["response"] === "keep-alive" ? 2 : 1);
  });
});
