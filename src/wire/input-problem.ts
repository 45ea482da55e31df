/** The shapes that JSON and text values have. */
export type ValueKind = "string" | "number" | "boolean" | "timestamp" | "blob" | "list" | "object" | "null";

/** What is wrong with an input that cannot be read, before a service's own words are put to it. */
export type InputProblemKind =
  | { readonly kind: "malformed"; readonly detail: string }
  | {
      readonly kind: "wrongType";
      readonly expected: ValueKind;
      readonly actual: ValueKind;
      /** what was sent */
      readonly value: unknown;
    };

/** Thrown by the codecs for an input that cannot be read. */
export class InputProblem extends Error {
  /** The member, as a path such as `CorsConfiguration.MaxAge` or `Items[2]`; empty for the whole body. */
  readonly member: string;
  readonly problem: InputProblemKind;

  constructor(member: string, problem: InputProblemKind) {
    super(`${member}: ${problem.kind}`);
    this.name = "InputProblem";
    this.member = member;
    this.problem = problem;
  }
}
