import type { PackageJson } from "./packages.ts";
import type { Manner } from "./resolve.ts";

/** What the link tells the runtime program about a function's code; plain data, travels as JSON. */
export interface ProgramConfig {
  /** The file that holds the handler, or why there is none. */
  readonly entry:
    | { readonly path: string; readonly manner: Manner }
    | { readonly fault: { readonly type: string; readonly message: string } };
  /** The handler setting as configured, for messages. */
  readonly handler: string;
  /** The path to the handler function inside the module, e.g. ["handler"]. */
  readonly exportPath: readonly string[];
  readonly files: readonly string[];
  readonly packages: Readonly<Record<string, PackageJson>>;
  /** The code files, by path: script (CommonJS) or module (ES). Other files are data. */
  readonly code: Readonly<Record<string, "script" | "module">>;
  readonly features: RuntimeFeatures;
}

/** What the Node.js versions of Lambda do differently. */
export interface RuntimeFeatures {
  /** The major version of Node.js, 22 for nodejs22.x. */
  readonly node: number;
  /** Whether `require` may load ES modules. */
  readonly requireModule: boolean;
  /** Whether a `.js` file without a package type is recognized as an ES module by its syntax. */
  readonly detectModule: boolean;
}

/** One invocation, as the gateway hands it to the runtime program. */
export interface InvocationRequest {
  readonly event: string;
  readonly requestId: string;
  readonly functionArn: string;
  readonly timeoutMs: number;
  readonly clientContext?: string;
  readonly identity?: string;
  readonly traceId?: string;
  /** Whether the caller takes a stream; otherwise a streaming handler's bytes are gathered. */
  readonly stream: boolean;
}

/** What came out of an invocation. `lines` are its log lines without START, END and REPORT. */
export interface InvocationReply {
  readonly status: "ok" | "error" | "timeout" | "exit";
  /** JSON text; the error object for "error". Bytes from a streaming handler that was gathered. */
  readonly payload: string | Uint8Array;
  readonly errorType?: string;
  readonly initLines: readonly string[];
  readonly lines: readonly string[];
  /** Milliseconds spent loading the code, where this invocation did. */
  readonly initMs?: number;
  readonly durationMs: number;
}

/** The reply of a streaming handler: headers first, then the bytes, then `finish` tells how it ended. */
export interface StreamReply {
  readonly status: "stream";
  readonly contentType: string;
  readonly body: ReadableStream<Uint8Array>;
  readonly finish: () => Promise<InvocationReply>;
}
