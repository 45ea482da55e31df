import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  canonicalHeaderValue,
  canonicalPath,
  canonicalQuery,
  canonicalRequest,
  stringToSign,
} from "../../../src/sigv4/canonical.ts";
import { formatBasicDate } from "../../../src/sigv4/clock.ts";
import { sha256Hex } from "../../../src/sigv4/digest.ts";
import { hmacTextHex } from "../../../src/sigv4/sha256.ts";
import { deriveSigningKey } from "../../../src/sigv4/signingkey.ts";

let port: number;
let close: () => Promise<void>;

beforeAll(async () => {
  process.env["WRANGLER_SEND_METRICS"] = "false";
  process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
  const { createTestHarness } = await import("wrangler");
  const harness = createTestHarness({ root: import.meta.dirname, workers: [{ configPath: "wrangler.toml" }] });
  close = () => harness.close();
  const { url } = await harness.listen();
  port = Number(url.port);
});

afterAll(() => close());

type Wire = { method: string; target: string; headers: [string, string][]; body?: string };

/** Signs as a client does that signs every header it sends, exactly as it writes them. */
function authorization(wire: Wire, date: string): string {
  const [path = "", query = ""] = wire.target.split("?");
  const merged = new Map<string, string>();
  for (const [name, value] of wire.headers) {
    const before = merged.get(name.toLowerCase());
    const canonical = canonicalHeaderValue(value);
    merged.set(name.toLowerCase(), before === undefined ? canonical : `${before},${canonical}`);
  }
  const sorted = [...merged].sort(([left], [right]) => (left < right ? -1 : 1));
  const signedHeaders = sorted.map(([name]) => name).join(";");
  const scope = `${date.slice(0, 8)}/eu-west-1/execute-api/aws4_request`;
  const canonical = canonicalRequest({
    method: wire.method,
    path: canonicalPath(path, true),
    query: canonicalQuery(query),
    headers: sorted.map(([name, value]) => `${name}:${value}\n`).join(""),
    signedHeaders,
    payloadHash: sha256Hex(wire.body ?? ""),
  });
  const key = deriveSigningKey("secret", date.slice(0, 8), "eu-west-1", "execute-api");
  const signature = hmacTextHex(key, stringToSign(date, scope, sha256Hex(canonical)));
  return `AWS4-HMAC-SHA256 Credential=AKID/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

/** Sends bytes as they are: no HTTP client tidies them up. */
async function send(wire: Wire): Promise<{ ok: boolean; message?: string; detail?: string }> {
  const date = formatBasicDate(Date.now());
  const body = wire.body ?? "";
  const headers: [string, string][] = [
    ["Host", `a1.execute-api.localhost:${port}`],
    ["X-Amz-Date", date],
    ...wire.headers,
  ];
  if (body !== "") headers.push(["Content-Length", String(Buffer.byteLength(body))]);
  const lines = [...headers, ["Authorization", authorization({ ...wire, headers }, date)], ["Connection", "close"]];
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const socket = connect(port, "127.0.0.1");
  socket.write(`${wire.method} ${wire.target} HTTP/1.1\r\n${head}\r\n${body}`);
  let answer = "";
  socket.on("data", (data) => (answer += String(data)));
  await once(socket, "close");
  return JSON.parse(answer.slice(answer.indexOf("{"), answer.lastIndexOf("}") + 1));
}

describe("a signature survives what the platform does to a request", () => {
  it.each<[string, Wire]>([
    ["nothing special", { method: "GET", target: "/prod/pets", headers: [] }],
    [
      "content-length signed",
      { method: "POST", target: "/prod/pets", headers: [["Content-Type", "text/plain"]], body: "hé" },
    ],
    ["double slashes", { method: "GET", target: "/prod//pets///1/", headers: [] }],
    ["dot segments", { method: "GET", target: "/prod/./a/../pets", headers: [] }],
    ["encoded slashes and odd percent signs", { method: "GET", target: "/prod/a%2Fb/%zz/%e9/~x", headers: [] }],
    ["characters that need no encoding in a path", { method: "GET", target: "/prod/(a)!*'+,;=:@$&", headers: [] }],
    ["a query with + and repeated names", { method: "GET", target: "/p?b=2&a=x+y&a=1&c=%7E%2b&d", headers: [] }],
    [
      "repeated headers",
      {
        method: "GET",
        target: "/",
        headers: [
          ["X-A", "1"],
          ["X-A", "2"],
          ["X-B", "a, b"],
        ],
      },
    ],
    ["blanks in headers", { method: "GET", target: "/", headers: [["X-A", "  a   b\t c  "]] }],
    ["an empty header", { method: "GET", target: "/", headers: [["X-A", ""]] }],
    ["a header beyond ASCII", { method: "GET", target: "/", headers: [["X-A", "grüße ☃"]] }],
    ["accept-encoding signed", { method: "GET", target: "/", headers: [["Accept-Encoding", "identity"]] }],
  ])("%s", async (_name, wire) => {
    expect(await send(wire)).toMatchObject({ ok: true });
  });

  it("is refused all the same when something was changed", async () => {
    expect(await send({ method: "GET", target: "/", headers: [["X-Amz-Date", "20200101T000000Z"]] })).toMatchObject({
      ok: false,
    });
  });
});
