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

/** What became of a call. Whoever calls decides what its client sees. */
export type FunctionOutcome =
  | {
      kind: "answered";
      /** JSON; of an Event empty */
      payload: string | Uint8Array;
      /** null: the handler returned; otherwise the payload is the error */
      functionError: "Handled" | "Unhandled" | null;
    }
  | {
      kind: "unknownFunction" | "notPermitted" | "timedOut" | "throttled" | "payloadTooLarge" | "unavailable";
      /** for the log, never for the client */
      reason: string;
    };

/** Calls functions by their ARN (with or without a qualifier). Checks the function's permission. Never throws. */
export interface FunctionInvoker {
  invoke(arn: string, payload: string, invocation: FunctionInvocation): Promise<FunctionOutcome>;
}
