/** How a function is called, and on whose behalf. */
export interface FunctionInvocation {
  /** the gateway's id of the request, for the function's log lines */
  requestId: string;
  /** milliseconds since the epoch: who calls does not wait longer */
  deadline: number;
  /** Event returns at once; the function runs later */
  type: "RequestResponse" | "Event";
  /**
   * What the function's resource policy is asked about, for the principal apigateway.amazonaws.com:
   * `arn:aws:execute-api:{region}:{account}:{apiId}/{stage}/{method}/{path}`
   */
  sourceArn: string;
  /** the role to call with instead of the resource policy; null: the resource policy decides */
  credentialsArn: string | null;
  /** X-Amzn-Trace-Id of the request; null where it has none */
  traceHeader: string | null;
}

/** A call that did not happen or did not end. */
export interface FunctionFailure {
  kind: "unknownFunction" | "notPermitted" | "timedOut" | "throttled" | "payloadTooLarge" | "unavailable";
  /** for the log, never for the client */
  reason: string;
}

/** A call that came to its end. */
export interface FunctionAnswer {
  kind: "answered";
  /** JSON; of an Event empty */
  payload: string | Uint8Array;
  /** null: the handler returned; otherwise the payload is the error */
  functionError: "Handled" | "Unhandled" | null;
}

/** What became of a call. Whoever calls decides what its client sees. */
export type FunctionOutcome = FunctionAnswer | FunctionFailure;

/** The answer of a function whose handler streams (`awslambda.streamifyResponse`), from its first byte on. */
export interface FunctionStream {
  kind: "streaming";
  /**
   * As the handler set it. `application/vnd.awslambda.http-integration-response` means that the bytes begin with a prelude: a JSON object
   * (statusCode, headers, cookies) and eight NUL bytes; the body follows.
   */
  contentType: string;
  body: ReadableStream<Uint8Array>;
  /** Settles when the function has ended, and never rejects. null: it ended well; otherwise why it failed, for the log. */
  ended: Promise<string | null>;
}

/** Calls functions by their ARN (with or without a qualifier). Checks the function's permission. Never throws. */
export interface FunctionInvoker {
  invoke(arn: string, payload: string, invocation: FunctionInvocation): Promise<FunctionOutcome>;
  /** The same for callers that take the answer as it comes. A handler that does not stream, or fails at once, gives an outcome. */
  invokeStreaming(
    arn: string,
    payload: string,
    invocation: FunctionInvocation,
  ): Promise<FunctionOutcome | FunctionStream>;
}

/** Which function a management call means. */
export interface FunctionTarget {
  region: string;
  functionName: string;
  /** a version, an alias, `$LATEST`; null: none was given */
  qualifier: string | null;
}

/** A call of a function by a management operation. */
export interface DirectInvocation {
  requestId: string;
  type: "RequestResponse" | "Event";
  /** the JSON text of the handler's context.clientContext; null: none */
  clientContext: string | null;
  traceHeader: string | null;
}

/** What a direct call tells beside its outcome. */
export interface DirectAnswer extends FunctionAnswer {
  /** the version that ran; of an Event the one that the qualifier means now */
  executedVersion: string;
  /** null: where it ran, no log is told */
  logs: readonly string[] | null;
}

/** A stream of a direct call. */
export interface DirectStream extends FunctionStream {
  executedVersion: string;
  /** settles with the log when the function has ended */
  logs: Promise<readonly string[] | null>;
}

/** Calls functions for management operations, whose caller's permission has been checked. Never throws. */
export interface DirectInvoker {
  invoke(
    target: FunctionTarget,
    payload: string,
    invocation: DirectInvocation,
  ): Promise<DirectAnswer | FunctionFailure>;
  invokeStreaming(
    target: FunctionTarget,
    payload: string,
    invocation: DirectInvocation,
  ): Promise<DirectAnswer | DirectStream | FunctionFailure>;
  /** Whether functions of this name run elsewhere than from an uploaded archive, so that any runtime will do. */
  runsElsewhere(target: FunctionTarget): boolean;
}
