// What the SDK's schemas lack: enums, patterns, lengths and ranges. Facts are AWS's, from the services' API models.

/** What a value must satisfy beside its type. Lengths are of strings in UTF-16 units, of lists in items. */
export interface Constraint {
  readonly enum?: readonly string[];
  /** A regular expression that the whole string must match. */
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  readonly integer?: true;
  /** A number with a fraction, which AWS's messages always show: 1.0. */
  readonly double?: true;
  /** For items and map values: never null. They are not anyway, but AWS lists the rule beside the others. */
  readonly required?: true;
  /** For lists: what each item must satisfy. */
  readonly item?: Constraint;
  /** For maps: what each key and each value must satisfy. */
  readonly key?: Constraint;
  readonly value?: Constraint;
}

type MemberConstraints = Readonly<Record<string, Constraint>>;

/** A service's constraints, under the SDK's names. */
export interface ServiceConstraints {
  /** By member, in every structure that has one of that name. */
  readonly everywhere: MemberConstraints;
  /** By structure and member. */
  readonly structures: Readonly<Record<string, MemberConstraints>>;
}

/** One thing that a value must satisfy, as AWS's services word it. */
export interface Rule {
  readonly kind: "required" | "enum" | "pattern" | "length" | "range" | "integer";
  readonly text: string;
  /** The members of an enum, in AWS's order. */
  readonly options?: readonly string[];
  /** The value is a number with a fraction. */
  readonly double?: true;
  readonly holds: (value: unknown) => boolean;
}

/** The rules of one value, not those of its items; in the order in which AWS lists them. */
export function rulesOf(constraint: Constraint): Rule[] {
  const { maxLength, minLength, pattern, max, min, integer, double } = constraint;
  const rules: Rule[] = [];
  if (maxLength !== undefined) {
    rules.push(rule("length", `length less than or equal to ${maxLength}`, (value) => lengthOf(value) <= maxLength));
  }
  if (minLength !== undefined) {
    rules.push(rule("length", `length greater than or equal to ${minLength}`, (value) => lengthOf(value) >= minLength));
  }
  if (max !== undefined) {
    rules.push(range(`less than or equal to ${javaNumber(max, double)}`, (value) => value <= max, double));
  }
  if (min !== undefined) {
    rules.push(range(`greater than or equal to ${javaNumber(min, double)}`, (value) => value >= min, double));
  }
  if (integer) rules.push(rule("integer", "an integer value", Number.isInteger));
  if (pattern !== undefined) rules.push(patternRule(pattern));
  if (constraint.enum !== undefined) rules.push(enumRule(constraint.enum));
  if (constraint.required) rules.push(REQUIRED);
  return rules;
}

const rule = (kind: Rule["kind"], what: string, holds: Rule["holds"]): Rule => ({
  kind,
  text: `Member must have ${what}`,
  holds,
});

function range(what: string, holds: (value: number) => boolean, double: true | undefined): Rule {
  return { ...rule("range", `value ${what}`, (value) => holds(Number(value))), ...(double && { double }) };
}

/** A number as Java's toString prints it. */
export function javaNumber(value: number, double: true | undefined): string {
  return double && Number.isInteger(value) ? value.toFixed(1) : String(value);
}

const lengthOf = (value: unknown): number => (typeof value === "string" || Array.isArray(value) ? value.length : 0);

const compiled = new Map<string, RegExp>();

function patternRule(pattern: string): Rule {
  const known = compiled.get(pattern) ?? new RegExp(`^(?:${pattern})$`, pattern.includes("\\p{") ? "u" : "");
  compiled.set(pattern, known);
  return {
    kind: "pattern",
    text: `Member must satisfy regular expression pattern: ${pattern}`,
    holds: (value) => known.test(String(value)),
  };
}

function enumRule(members: readonly string[]): Rule {
  const options = inHashOrder(members);
  return {
    kind: "enum",
    text: `Member must satisfy enum value set: [${options.join(", ")}]`,
    options,
    holds: (value) => options.some((option) => option === value),
  };
}

/** Above this many members a hash set of 32 buckets grows, and AWS's order was not found out. */
const LARGEST_KNOWN_SET = 24;

/**
 * AWS lists an enum's members in the order of a hash set of 32 buckets over Java's String.hashCode, the latest first within
 * a bucket: so it was in all of a dozen recorded answers with 2 to 21 members.
 */
function inHashOrder(members: readonly string[]): readonly string[] {
  if (members.length > LARGEST_KNOWN_SET) return members;
  return members.toReversed().sort((a, b) => (javaHash(a) & 31) - (javaHash(b) & 31));
}

/** java.lang.String.hashCode. */
function javaHash(text: string): number {
  let hash = 0;
  for (let position = 0; position < text.length; position++) hash = (31 * hash + text.charCodeAt(position)) | 0;
  return hash;
}

export const REQUIRED: Rule = {
  kind: "required",
  text: "Member must not be null",
  holds: (value) => value !== undefined,
};
