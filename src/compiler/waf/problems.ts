/** A part of a web ACL that exists at AWS and is not built here: nothing of a web ACL is ignored in silence. */
export class WebAclUnsupported extends Error {
  /** AWS's name of the part: `Statement.ManagedRuleGroupStatement` */
  readonly what: string;

  constructor(what: string) {
    super(what);
    this.what = what;
  }
}

/** A web ACL that AWS refuses too; the members are those of WAFInvalidParameterException. */
export class WebAclInvalid extends Error {
  readonly field: string;
  readonly parameter: string;

  constructor(field: string, parameter: string, reason: string) {
    super(reason);
    this.field = field;
    this.parameter = parameter;
  }
}

/** Refuses members that `known` does not name: those of AWS's that are not built, and those yet to come. */
export function refuseOthers(place: string, given: object, known: readonly string[]): void {
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && !known.includes(name)) throw new WebAclUnsupported(`${place}.${name}`);
  }
}

/** The one member that is set, where AWS wants exactly one. */
export function onlyMember(field: string, place: string, given: object | undefined): string {
  const [name, ...others] = Object.entries(given ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  if (name !== undefined && others.length === 0) return name;
  const reason = "You have used none or multiple values for a field that requires exactly one value.";
  throw new WebAclInvalid(field, place, field === "STATEMENT" ? "EXACTLY_ONE_CONDITION_REQUIRED" : reason);
}

/** What AWS says of an ARN that names nothing of the kind that is asked for. */
export const INVALID_ARN =
  "The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons or slashes.";
