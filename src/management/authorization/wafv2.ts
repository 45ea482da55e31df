import type { Call } from "../call.ts";
import type { KeyValues } from "../request-keys.ts";
import { arnOf, collectionOf, idOf } from "../wafv2/arns.ts";
import { type Access, type AnyInput, type ServiceRule, textOf } from "./access.ts";

/**
 * WAF's actions are its operations (Service Authorization Reference, "AWS WAF V2"). To put a web ACL on a stage, or to take it away,
 * needs apigateway:SetWebACL on the stage as well.
 */
export const wafv2Rule: ServiceRule = async (call, { operation: { name } }, input) => {
  const action = `wafv2:${name}`;
  const resources = resourcesOf(call, name, input);
  const own = await Promise.all(
    resources.map(async (resource) => ({ action, resource, keys: await tagKeys(call, resource) })),
  );
  return SETS_WEB_ACL.has(name) ? [...own, ...setsWebAcl(input)] : own;
};

const SETS_WEB_ACL = new Set(["AssociateWebACL", "DisassociateWebACL"]);

function setsWebAcl(input: AnyInput): Access[] {
  return [{ action: "apigateway:SetWebACL", resource: textOf(input, "ResourceArn") ?? "*" }];
}

/** Members that hold the ARN of what an operation is about. */
const ARN_MEMBERS = ["WebACLArn", "ResourceArn", "ResourceARN", "ARN"];

/** What operations are about that name it by its name and id; all others name an ARN, or nothing. */
const NAMED: readonly [RegExp, string][] = [
  [/^(?:Create|Get|Update|Delete)IPSet$/, "ipset"],
  [/^(?:Create|Get|Update|Delete)WebACL$/, "webacl"],
  [/^(?:Create|Get|Update|Delete)RuleGroup$/, "rulegroup"],
  [/^(?:Create|Get|Update|Delete)RegexPatternSet$/, "regexpatternset"],
];

function resourcesOf(call: Call, operation: string, input: AnyInput): string[] {
  const arns = ARN_MEMBERS.flatMap((member) => textOf(input, member) ?? []);
  if (arns.length > 0) return arns;
  const kind = NAMED.find(([pattern]) => pattern.test(operation))?.[1];
  const name = textOf(input, "Name");
  if (kind === undefined || name === undefined) return ["*"];
  // A new one has no id yet: policies name it with *.
  return [arnOf(call, kind, name, textOf(input, "Id") ?? "*")];
}

/** aws:ResourceTag/… of an IP set or web ACL that is there. */
async function tagKeys(call: Call, arn: string): Promise<KeyValues> {
  const kind = collectionOf(arn);
  if (kind === undefined) return {};
  const found = await call.documents.get(kind, idOf(arn));
  const tags = Object.entries(found?.body.tags ?? {});
  return Object.fromEntries(tags.map(([key, value]) => [`aws:resourcetag/${key.toLowerCase()}`, value]));
}
