/**
 * A value made at request time from parts that were parsed at deployment. `text` is literal; the others are read from the
 * request, the backend's response, the context or the stage. Header names are in lower case.
 */
export type ExpressionPart =
  | { kind: "text"; text: string }
  | { kind: "header"; name: string }
  | { kind: "querystring"; name: string }
  | { kind: "pathParameter"; name: string }
  | { kind: "path" }
  /** the path as it was sent, with the stage's segment, which `$default` does not have */
  | { kind: "stagePath" }
  | { kind: "body"; path: string | null }
  | { kind: "context"; name: string }
  | { kind: "stageVariable"; name: string }
  | { kind: "responseHeader"; name: string }
  | { kind: "responseBody"; path: string | null };

/** The parts in order; their values are joined. A single part whose source is missing makes the whole value missing. */
export type Expression = ExpressionPart[];
