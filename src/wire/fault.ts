/** An error of a management API: AWS's code, its HTTP status and the message that clients read. */
export class Fault extends Error {
  readonly code: string;
  /** 400–599. */
  readonly status: number;
  /** Further members of the error's own structure, by the SDK's names. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, status: number, message: string, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = "Fault";
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}
