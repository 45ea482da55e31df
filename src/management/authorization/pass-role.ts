import type { Match } from "../../wire/router.ts";
import { type Access, type AnyInput, patchesOf, textOf } from "./access.ts";
import { definitionIn } from "./definition.ts";

/** Whom a role is given to, as iam:PassedToService says it. */
const API_GATEWAY = "apigateway.amazonaws.com";
const LAMBDA = "lambda.amazonaws.com";
const LOGS = "logs.amazonaws.com";

/** Only a policy for all roles covers it. */
const ANY_ROLE = "arn:aws:iam::*:role/*";

/** Where an input names roles that a service shall act as. */
interface RoleMembers {
  service: string;
  members?: string[];
  /** of a v1 update's patch operations */
  patch?: string;
  /** a whole definition: every role that it names anywhere */
  definition?: string;
}

/** Every operation that can hand a role to a service. The tests hold it against the schema tables. */
export const PASSES_ROLE: Readonly<Record<string, RoleMembers>> = {
  "apigateway PutIntegration": { service: API_GATEWAY, members: ["credentials"] },
  "apigateway UpdateIntegration": { service: API_GATEWAY, patch: "/credentials" },
  "apigateway CreateAuthorizer": { service: API_GATEWAY, members: ["authorizerCredentials"] },
  "apigateway UpdateAuthorizer": { service: API_GATEWAY, patch: "/authorizerCredentials" },
  "apigateway UpdateAccount": { service: API_GATEWAY, patch: "/cloudwatchRoleArn" },
  "apigateway ImportRestApi": { service: API_GATEWAY, definition: "body" },
  "apigateway PutRestApi": { service: API_GATEWAY, definition: "body" },
  "apigatewayv2 CreateApi": { service: API_GATEWAY, members: ["CredentialsArn"] },
  "apigatewayv2 UpdateApi": { service: API_GATEWAY, members: ["CredentialsArn"] },
  "apigatewayv2 CreateIntegration": { service: API_GATEWAY, members: ["CredentialsArn"] },
  "apigatewayv2 UpdateIntegration": { service: API_GATEWAY, members: ["CredentialsArn"] },
  "apigatewayv2 CreateAuthorizer": { service: API_GATEWAY, members: ["AuthorizerCredentialsArn"] },
  "apigatewayv2 UpdateAuthorizer": { service: API_GATEWAY, members: ["AuthorizerCredentialsArn"] },
  "apigatewayv2 ImportApi": { service: API_GATEWAY, definition: "Body" },
  "apigatewayv2 ReimportApi": { service: API_GATEWAY, definition: "Body" },
  "lambda CreateFunction": { service: LAMBDA, members: ["Role"] },
  "lambda UpdateFunctionConfiguration": { service: LAMBDA, members: ["Role"] },
  "logs CreateImportTask": { service: LOGS, members: ["importRoleArn"] },
  "logs CreateScheduledQuery": { service: LOGS, members: ["executionRoleArn"] },
  "logs UpdateScheduledQuery": { service: LOGS, members: ["executionRoleArn"] },
  "logs PutDeliveryDestination": { service: LOGS, members: ["roleArn"] },
  "logs PutDestination": { service: LOGS, members: ["roleArn"] },
  "logs PutSubscriptionFilter": { service: LOGS, members: ["roleArn"] },
};

/** What naming a role needs: iam:PassRole on it, for each role that an input gives to a service. */
export function passedRoles({ service, operation }: Match, input: AnyInput): Access[] {
  const rule = PASSES_ROLE[`${service} ${operation.name}`];
  if (!rule) return [];
  const named = [
    ...(rule.members ?? []).map((member) => roleOf(textOf(input, member))),
    ...patchesOf(input).map(({ path, value }) => (path === rule.patch ? roleOf(value) : undefined)),
    ...(rule.definition === undefined ? [] : rolesIn(definitionIn(input, rule.definition))),
  ];
  return [...new Set(named)].filter(isRole).map((role) => ({
    action: "iam:PassRole",
    resource: role,
    keys: { "iam:passedtoservice": rule.service },
  }));
}

/** A role that a stage variable names is known only when it is used: it may be any. */
function roleOf(value: string | undefined): string | undefined {
  return value?.includes("${") ? ANY_ROLE : value;
}

/** Not roles: nothing, and `arn:aws:iam::*:user/*`, which stands for the caller's own credentials. */
function isRole(value: string | undefined): value is string {
  return value !== undefined && /^arn:[^:]*:iam::[^:]*:role\//.test(value);
}

/** All texts of a definition: which of them are roles, isRole says. Of a document that cannot be read: any role. */
function rolesIn(definition: ReturnType<typeof definitionIn>): string[] {
  return definition === null ? [ANY_ROLE] : textsIn(definition.document, new Set());
}

/** The members of a definition that hold roles. */
const CREDENTIALS = /^(?:authorizer)?credentials$/i;

/** `seen`: aliases of YAML put one value in many places. */
function textsIn(value: unknown, seen: Set<object>, member = ""): string[] {
  if (typeof value === "string") return [(CREDENTIALS.test(member) && roleOf(value)) || value];
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  return Object.entries(value).flatMap(([key, one]) => textsIn(one, seen, key));
}
