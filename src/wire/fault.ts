/** What an error answer carries beside its code and message. */
export interface FaultDetails {
  /** Members of the error's own structure by the SDK's names, such as `retryAfterSeconds`. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** For the operator's log; never shown to clients. */
  readonly cause?: unknown;
}

/** An error of a management API: AWS's code, its HTTP status and the message that clients read. */
export class Fault extends Error {
  readonly code: string;
  /** 400–599. */
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, status: number, message: string, details: FaultDetails = {}) {
    super(message, { cause: details.cause });
    this.name = "Fault";
    this.code = code;
    this.status = status;
    this.fields = details.fields ?? {};
  }
}
