import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isOnPath, run } from "../support/command.ts";
import { startGateway, type OwnGateway } from "../support/gateway.ts";
import { request } from "../support/request.ts";
import { connectTo, type TestSocket } from "../support/websocket-api.ts";

const program = ["chromium", "chromium-browser", "google-chrome"].find(isOnPath);
const skipped = program ? "" : " (skipped: no chromium on PATH)";

let gateway: OwnGateway;
let page: string;
let chat: URL;

beforeAll(async () => {
  gateway = await startGateway();
  const loaded = await run(process.execPath, [join(import.meta.dirname, "../../examples/chat/load.mjs"), gateway.url]);
  if (loaded.status !== 0) throw new Error(loaded.stderr);
  page = loaded.stdout.trim();
  const { text } = await request(page);
  chat = new URL(/"(ws:[^"]+)"/.exec(text)?.[1] ?? "");
});
afterAll(() => gateway.stop());

/** Node resolves no names below localhost: the Host says which API is meant. */
const come = (query: string): Promise<TestSocket> =>
  connectTo(`ws://127.0.0.1:${chat.port}${chat.pathname}?${query}`, { headers: { Host: chat.host } });
const enter = (name: string, room: string): Promise<TestSocket> => come(`name=${name}&room=${room}`);

describe("the chat", () => {
  it("carries what is said to everybody in the room, and to nobody else", async () => {
    const [ann, eve] = [await enter("Ann", "garden"), await enter("Eve", "cellar")];
    const bob = await enter("Bob", "garden");
    expect(await ann.next()).toEqual({ event: "joined", name: "Bob" });
    bob.send({ action: "say", text: "hello" });
    const said = { event: "said", name: "Bob", text: "hello" };
    expect([await ann.next(), await bob.next()]).toEqual([said, said]);
    await bob.close();
    expect(await ann.next()).toEqual({ event: "left", name: "Bob" });
    eve.send({ action: "say", text: "alone?" });
    expect(await eve.next()).toEqual({ event: "said", name: "Eve", text: "alone?" });
    await Promise.all([ann.close(), eve.close()]);
  });

  it("lets nobody in without a name or a room", async () => {
    await expect(come("name=Ann")).rejects.toThrow("refused with 401");
    await expect(enter("no%20name", "garden")).rejects.toThrow("refused with 401");
  });
});

describe(`the chat's page in a browser${skipped}`, { skip: program === undefined }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: (await run("which", [program ?? ""])).stdout.trim(),
      args: ["--no-sandbox", "--disable-gpu"],
    });
  });
  afterAll(() => browser.close());

  async function visit(name: string, room: string): Promise<Page> {
    const tab = await browser.newPage();
    await tab.goto(page);
    await tab.fill("[name=name]", name);
    await tab.fill("[name=room]", room);
    await tab.click("#door button");
    await tab.waitForSelector("#speak:not([hidden])");
    return tab;
  }

  it("shows who comes, what they say, and who goes", async () => {
    const ann = await visit("Ann", "attic");
    const bob = await visit("Bob", "attic");
    await bob.fill("[name=text]", "<b>hello</b>");
    await bob.click("#speak button");
    const lines = (tab: Page): Promise<string[]> => tab.locator("#said li").allTextContents();
    await expect.poll(() => lines(bob)).toEqual(["You are in attic", "Bob: <b>hello</b>"]);
    await bob.close();
    await expect.poll(() => lines(ann)).toEqual(["You are in attic", "Bob joined", "Bob: <b>hello</b>", "Bob left"]);
  });
});
