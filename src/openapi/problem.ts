/** A document that cannot be imported: what is wrong, and where, as a JSON pointer (RFC 6901). */
export class DocumentProblem extends Error {
  override readonly name = "DocumentProblem";
  readonly pointer: string;

  constructor(pointer: string, message: string) {
    super(message);
    this.pointer = pointer;
  }
}

/** An `x-amazon-apigateway-integration` that is none. */
export class MalformedIntegration extends DocumentProblem {
  /** of the resource */
  readonly path: string;

  constructor(path: string, { pointer, message }: DocumentProblem) {
    super(pointer, message);
    this.path = path;
  }
}

/** A pointer one step further down. */
export function below(pointer: string, ...keys: (string | number)[]): string {
  return pointer + keys.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The steps of a pointer. */
export function stepsOf(pointer: string): string[] {
  const steps = pointer.split("/").slice(1);
  return steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
