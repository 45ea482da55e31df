import { Writable } from "node:stream";
import { RuntimeFault } from "./errors.ts";

/** The mark of a handler that writes its response as a stream; the symbol is the one that Lambda's runtime uses, so that wrappers find it. */
const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
/** Content type of a stream that begins with the response's status and headers, as HttpResponseStream.from makes it. */
const HTTP_RESPONSE = "application/vnd.awslambda.http-integration-response";
const PRELUDE_DELIMITER = 8;

/** The stream that a streaming handler writes to. */
export class ResponseStream extends Writable {
  contentType = "application/octet-stream";
  /** Bytes to send before the first of the handler's own. */
  prelude: Uint8Array | undefined;
  /** Settles once headers are fixed: at the first write or the end. */
  readonly started: Promise<void>;
  readonly body: ReadableStream<Uint8Array>;
  #start: () => void = () => {};
  #sink: WritableStreamDefaultWriter<Uint8Array>;
  #hasStarted = false;

  constructor() {
    super({ decodeStrings: true });
    this.started = new Promise((resolve) => {
      this.#start = resolve;
    });
    const pipe = new TransformStream<Uint8Array, Uint8Array>();
    this.body = pipe.readable;
    this.#sink = pipe.writable.getWriter();
    // A reader that went away shows at the next write.
    this.#sink.closed.catch(() => {});
  }

  /** @throws Runtime.InvalidStreamingOperation once bytes were written */
  setContentType(contentType: string): void {
    if (this.#hasStarted)
      throw new RuntimeFault("Runtime.InvalidStreamingOperation", "Cannot set content-type, too late.");
    this.contentType = contentType;
  }

  /** Objects are written as JSON, as Lambda's runtime does. */
  override write(chunk: unknown, ...rest: unknown[]): boolean {
    const plain = typeof chunk === "string" || chunk instanceof Uint8Array;
    return Reflect.apply(super.write, this, [plain ? chunk : JSON.stringify(chunk), ...rest]);
  }

  override _write(chunk: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    this.#send(chunk).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#finish().then(() => done(), done);
  }

  /** Ends the body where it is; what was sent stays sent. */
  abandon(): void {
    this.#begin();
    this.#sink.close().catch(() => {});
  }

  async #send(chunk: Uint8Array): Promise<void> {
    await this.#sendPrelude();
    await this.#sink.write(new Uint8Array(chunk));
  }

  async #finish(): Promise<void> {
    await this.#sendPrelude();
    await this.#sink.close();
  }

  async #sendPrelude(): Promise<void> {
    this.#begin();
    const prelude = this.prelude;
    this.prelude = undefined;
    if (prelude !== undefined) await this.#sink.write(prelude);
  }

  #begin(): void {
    this.#hasStarted = true;
    this.#start();
  }
}

/** The global `awslambda` of Lambda's Node.js runtimes (Lambda's developer guide, "Response streaming"). */
export function awslambda(): object {
  return {
    streamifyResponse: (handler: object) => {
      Reflect.set(handler, STREAMING, "response");
      return handler;
    },
    HttpResponseStream: {
      from: (stream: ResponseStream, metadata: unknown) => {
        stream.setContentType(HTTP_RESPONSE);
        const json = new TextEncoder().encode(JSON.stringify(metadata));
        const prelude = new Uint8Array(json.byteLength + PRELUDE_DELIMITER);
        prelude.set(json);
        stream.prelude = prelude;
        return stream;
      },
    },
  };
}

/**
 * Whether a handler streams its response.
 * @throws Runtime.MalformedStreamingHandler for a mark that is not known
 */
export function isStreaming(handler: object): boolean {
  const mark: unknown = Reflect.get(handler, STREAMING);
  if (mark === undefined || mark === null || mark === false) return false;
  if (mark === "response") return true;
  throw new RuntimeFault("Runtime.MalformedStreamingHandler", "Only response streaming is supported.");
}
