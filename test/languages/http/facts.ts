import facts from "../../fixtures/aws/facts.json";

/** A fact of AWS's recorded behaviour: which members it has depends on its kind. */
export type Fact = Readonly<Record<string, unknown>> & { readonly kind: string; readonly name: string };

/** The recorded facts of one kind. An unknown kind is an error, so that no test can be empty. */
export function factsOf(kind: string): readonly Fact[] {
  const all: readonly Fact[] = facts;
  const found = all.filter((fact) => fact.kind === kind);
  if (found.length === 0) throw new Error(`There is no fact of the kind ${kind}`);
  return found;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member that is a text or null in the fact, null where it is missing. */
export function textOf(fact: Fact, member: string): string | null {
  const value = fact[member];
  return typeof value === "string" ? value : null;
}

/** A member that is a list of texts, empty where it is null or missing. */
export function textsOf(fact: Fact, member: string): readonly string[] {
  const value = fact[member];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
