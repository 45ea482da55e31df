import type { PartKind } from "../plan/record.ts";

/**
 * One record of a deployment before it is compiled: the definition with all that its plan depends on resolved into it, so that
 * equal sources have equal plans. Plain JSON with sorted keys; its hash is the record's identity.
 */
export interface RecordSource {
  kind: PartKind;
  id: string;
  /** see ManifestEntry.name */
  name: string;
  source: unknown;
}

/** Something in a definition that AWS refuses at deployment (error) or that fails only when called (warning). */
export interface CompileProblem {
  severity: "error" | "warning";
  /** the place: `route GET /users/{id}`, `integration abc123` */
  place: string;
  message: string;
}

/** A compiled record: its plan part and what was found on the way. */
export interface Compiled {
  plan: unknown;
  problems: CompileProblem[];
}
