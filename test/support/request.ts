/**
 * Plain HTTP/1.1 requests from Node, as a client that is no browser sends them: any Host header, the path as given
 * (dot segments, `//`, `%2F` stay). Always connects to 127.0.0.1, whatever the host: Node resolves no `*.localhost`.
 */
import { request as open, type IncomingMessage } from "node:http";

/** What to send. */
export interface RequestOptions {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
  /** The Host header, where it is not the URL's own, for example of a custom domain. */
  host?: string;
  /** Ends the request, and the answer that is being read. */
  signal?: AbortSignal;
}

/** A whole answer. */
export interface Answer {
  status: number;
  statusText: string;
  /** By name in lower case; repeated fields joined by ", ". */
  headers: Map<string, string>;
  /** Names and values in turn, as they came. */
  rawHeaders: string[];
  bytes: Buffer;
  text: string;
  /** The body as JSON. @throws SyntaxError when it is none */
  json(): unknown;
}

/** Sends a request and returns when the answer's head is there; its body is the returned stream. */
export function openRequest(url: string, options: RequestOptions = {}): Promise<IncomingMessage> {
  const [, host = "", path = "/"] = /^http:\/\/([^/?]+)(.*)$/.exec(url) ?? [];
  if (host === "") throw new Error(`Not an address to send a request to: ${url}`);
  const port = Number(/:(\d+)$/.exec(host)?.[1] ?? 80);
  return new Promise((resolve, reject) => {
    const request = open(
      {
        host: "127.0.0.1",
        port,
        path: path.startsWith("/") ? path : `/${path}`,
        method: options.method ?? "GET",
        headers: { host: options.host ?? host, ...options.headers },
        agent: false,
        ...(options.signal && { signal: options.signal }),
      },
      resolve,
    );
    request.on("error", reject);
    request.end(options.body);
  });
}

/** Sends a request and reads the whole answer. `url` is `http://host:port/path?query`, its path sent as it stands. */
export async function request(url: string, options: RequestOptions = {}): Promise<Answer> {
  const message = await openRequest(url, options);
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  const text = bytes.toString("utf8");
  return {
    status: message.statusCode ?? 0,
    statusText: message.statusMessage ?? "",
    headers: joined(message.rawHeaders),
    rawHeaders: message.rawHeaders,
    bytes,
    text,
    json: () => JSON.parse(text) as unknown,
  };
}

function joined(rawHeaders: string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    const value = rawHeaders[index + 1] ?? "";
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}
