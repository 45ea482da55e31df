import type { AccessDecision } from "./decide.ts";
import { isObject } from "./pointer.ts";

/** Where an API lives, as its ARN says it. */
export type ApiAddress = {
  /** `aws` unless told otherwise. */
  readonly partition?: string;
  readonly region: string;
  readonly account: string;
  readonly apiId: string;
};

const SHORT = "execute-api:/";

/** The whole name of a resource, from what its short name has behind `execute-api:/`. */
export type WholeName = (rest: string) => string;

function expandName(name: unknown, whole: WholeName): unknown {
  if (Array.isArray(name)) return name.map((item: unknown) => expandName(item, whole));
  return typeof name === "string" && name.startsWith(SHORT) ? whole(name.slice(SHORT.length)) : name;
}

function expandStatement(statement: unknown, whole: WholeName): unknown {
  if (!isObject(statement)) return statement;
  return Object.fromEntries(
    Object.entries(statement).map(([field, value]) => {
      const names = field === "Resource" || field === "NotResource";
      return [field, names ? expandName(value, whole) : value];
    }),
  );
}

/**
 * Writes out the short resource names of an API's policy, as API Gateway does when it saves one:
 * `execute-api:/stage/GET/pets` becomes `arn:aws:execute-api:region:account:apiId/stage/GET/pets` (Developer Guide,
 * "API Gateway resource policy examples"). Takes and gives the JSON value; everything else stays as it is.
 */
export function expandResources(document: unknown, api: ApiAddress): unknown {
  const prefix = `arn:${api.partition ?? "aws"}:execute-api:${api.region}:${api.account}:${api.apiId}`;
  return expandNames(document, (rest) => `${prefix}/${rest}`);
}

/** The same for a policy of something else that calls come through, such as a private custom domain. */
export function expandNames(document: unknown, whole: WholeName): unknown {
  if (!isObject(document)) return document;
  const { Statement: statements } = document;
  if (statements === undefined) return document;
  const expanded = Array.isArray(statements)
    ? statements.map((statement: unknown) => expandStatement(statement, whole))
    : expandStatement(statements, whole);
  return { ...document, Statement: expanded };
}

/** The ARN's account with all but its last four digits hidden, as API Gateway shows it to callers. */
function maskAccount(arn: string): string {
  return arn.replace(/^((?:[^:]*:){4})[0-9]{8}([0-9]{4}):/, "$1********$2:");
}

/** What a refusal is about. */
export type Refusal = {
  readonly decision: Exclude<AccessDecision, { readonly access: "allow" }>;
  /** The caller's ARN; absent for a caller who did not say who it is. */
  readonly callerArn?: string | undefined;
  readonly action: string;
  readonly resource: string;
  /** A Lambda authorizer decided: AWS then names neither caller nor resource. */
  readonly byAuthorizer: boolean;
};

/** The message of a refusal, in API Gateway's words. */
export function refusalMessage(refusal: Refusal): string {
  const { decision, action } = refusal;
  const reason =
    decision.access === "explicitDeny"
      ? `with an explicit deny in ${decision.by === "identity-based" ? "an" : "a"} ${decision.by} policy`
      : `because no ${decision.by} policy allows the ${action} action`;
  if (refusal.byAuthorizer && decision.by === "identity-based") {
    return `User is not authorized to access this resource ${reason}`;
  }
  const who = refusal.callerArn ?? "anonymous";
  return `User: ${who} is not authorized to perform: ${action} on resource: ${maskAccount(refusal.resource)} ${reason}`;
}
