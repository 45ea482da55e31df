import type { PolicyProblem } from "../../policies/document.ts";
import { type JsonObject, child, isObject, listed } from "../../policies/pointer.ts";
import { arnParts, resourceProblem } from "./resource-format.ts";

// What IAM refuses of statements although the policy language allows it (measured in AWS).

type Rule = (statement: JsonObject, pointer: string) => PolicyProblem[];

/** The texts of elements that may be one or a list, with the pointer of each. */
function textsOf(statement: JsonObject, pointer: string, ...names: string[]): [text: string, pointer: string][] {
  return names.flatMap((name) =>
    listed(statement[name], child(pointer, name)).flatMap(([item, at]): [string, string][] =>
      typeof item === "string" ? [[item, at]] : [],
    ),
  );
}

const resources: Rule = (statement, pointer) =>
  textsOf(statement, pointer, "Resource", "NotResource").flatMap(([text, at]) => resourceProblem(text, at) ?? []);

const vendors: Rule = (statement, pointer) =>
  textsOf(statement, pointer, "Action", "NotAction").flatMap(([action, at]) =>
    /^[^:]*[*?][^:]*:/.test(action)
      ? [{ pointer: at, message: "Action vendors (e.g., aws, ec2, etc.) must not contain wildcards.", rule: "action" }]
      : [],
  );

const sid: Rule = ({ Sid: id }, pointer) =>
  typeof id !== "string" || /^[0-9A-Za-z]*$/.test(id)
    ? []
    : [
        {
          pointer: child(pointer, "Sid"),
          message:
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
          rule: "sid",
        },
      ];

const ARN_OPERATOR = /^(for(all|any)values?:)?arn(not)?(equals|like)(ifexists)?$/i;

/** Conditions on ARNs need whole ones, or `*`: a variable alone is none. */
const conditionArns: Rule = ({ Condition: condition }, pointer) => {
  const blocks = Object.entries(isObject(condition) ? condition : {}).filter(([name]) => ARN_OPERATOR.test(name));
  return blocks.flatMap(([, block]) =>
    (isObject(block) ? Object.keys(block).flatMap((key) => textsOf(block, pointer, key)) : []).flatMap(([arn, at]) => {
      const isArn = arn === "*" || (arn.startsWith("arn:") && arnParts(arn).length >= 6);
      return isArn ? [] : [{ pointer: at, message: `${arn} is no ARN`, rule: "legacy" as const }];
    }),
  );
};

/** What IAM has against a statement of an identity's policy. */
export const identityProblems: Rule = (statement, pointer) =>
  [resources, vendors, sid, conditionArns].flatMap((rule) => rule(statement, pointer));

/** Spelled so, without wildcards. */
const TRUST_ACTIONS = new Set(
  [
    "AssumeRole",
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
    "TagSession",
    "SetSourceIdentity",
    "SetContext",
  ].map((name) => `sts:${name}`),
);
const SERVICE = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/;
const COGNITO = "cognito-identity.amazonaws.com";

/** What IAM has against a statement of a role's trust policy. */
export const trustProblems: Rule = (statement, pointer) =>
  trustSentences(statement).map((message) => ({ pointer, message, rule: "trust" }));

/** A tag's key may have colons of its own. */
const TAG_KEY = /^aws:(principal|request|resource)tag\//i;

function keysOf(condition: unknown): string[] {
  const blocks = Object.values(isObject(condition) ? condition : {});
  return blocks.flatMap((block) => (isObject(block) ? Object.keys(block) : []));
}

function trustSentences(statement: JsonObject): string[] {
  const { Principal: principal, Condition: condition } = statement;
  if (principal === "*") return ['AssumeRolepolicy contained an invalid principal: "STAR":"*".'];
  const named = isObject(principal) ? principal : {};
  const services = textsOf(named, "", "Service").filter(([name]) => !SERVICE.test(name));
  const isCognito = textsOf(named, "", "Federated").some(([name]) => name === COGNITO);
  const actions = textsOf(statement, "", "Action").filter(([action]) => !TRUST_ACTIONS.has(action));
  return [
    ...services.map(([name]) => `Invalid principal in policy: "SERVICE":"${name}"`),
    ...(isCognito && !condition ? ["A condition block must be present for the Cognito provider"] : []),
    ...(keysOf(condition).some((key) => key.split(":").length > 2 && !TAG_KEY.test(key))
      ? ["Condition can contain only one colon."]
      : []),
    ...(actions.length > 0 ? ["AssumeRole policy may only specify STS AssumeRole actions."] : []),
  ];
}
