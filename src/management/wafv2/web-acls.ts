import type { StoredWebAcl } from "../../model/waf.ts";
import { capacityOf } from "../../compiler/waf/capacity.ts";
import { refuseOthers } from "../../compiler/waf/problems.ts";
import { guard } from "../../storage/batch.ts";
import type { DocumentEdit } from "../../storage/documents.ts";
import { holds, IP_SETS_EXIST, PROTECTS_NOTHING } from "../../storage/web-acl-reads.ts";
import type { Output } from "../../wire/handlers.ts";
import { invalidParameter, nonexistentItem } from "../../wire/waf-faults.ts";
import type { Call } from "../call.ts";
import { asFault, checkedPlan, invalidArn, ipSetArns } from "./checked-rules.ts";
import type { In, Out } from "./operations.ts";
import {
  createResource,
  deleteResource,
  editResource,
  findByArn,
  findResource,
  listResources,
  nameKey,
  newResource,
  refuseCloudFront,
  summaryOf,
} from "./resources.ts";
import { answeredRules, storedRules } from "./search-strings.ts";

export async function createWebACL(call: Call, input: In<"CreateWebACL">): Out<"CreateWebACL"> {
  refuseCloudFront(call, "CreateWebACL", input.Scope);
  refuseUnbuilt("CreateWebACL", input);
  const acl: StoredWebAcl = { ...newResource(call, "webacl", input), ...settingsOf(input) };
  const check = () => checkedSets(call, "CreateWebACL", acl);
  const sets = await check();
  await createResource(call, (edit) => put(call, edit, acl, sets), check);
  return { Summary: summaryOf(acl) };
}

export async function getWebACL(call: Call, input: In<"GetWebACL">): Out<"GetWebACL"> {
  refuseCloudFront(call, "GetWebACL", input.Scope);
  const { ARN } = input;
  const acl = ARN === undefined ? await findResource(call, "webAcl", input) : await findByArn(call, "webAcl", ARN);
  return { WebACL: webAclAnswer(call, acl), LockToken: acl.LockToken };
}

export async function listWebACLs(call: Call, input: In<"ListWebACLs">): Out<"ListWebACLs"> {
  refuseCloudFront(call, "ListWebACLs", input.Scope);
  const { items, ...next } = await listResources(call, "webAcl", input);
  return { WebACLs: items.map(summaryOf), ...next };
}

/** What is given takes the place of all that was before: what is not given is gone. */
export async function updateWebACL(call: Call, input: In<"UpdateWebACL">): Out<"UpdateWebACL"> {
  refuseCloudFront(call, "UpdateWebACL", input.Scope);
  refuseUnbuilt("UpdateWebACL", input);
  return editResource(call, "webAcl", input, async ({ Id, Name, ARN, region, tags }, edit) => {
    const acl: StoredWebAcl = { Id, Name, ARN, region, tags, LockToken: call.newUuid(), ...settingsOf(input) };
    put(call, edit, acl, await checkedSets(call, "UpdateWebACL", acl));
    return { NextLockToken: acl.LockToken };
  });
}

export async function deleteWebACL(call: Call, input: In<"DeleteWebACL">): Out<"DeleteWebACL"> {
  refuseCloudFront(call, "DeleteWebACL", input.Scope);
  return deleteResource(call, "webAcl", input, PROTECTS_NOTHING);
}

export function checkCapacity(call: Call, input: In<"CheckCapacity">): Output<"wafv2", "CheckCapacity"> {
  refuseCloudFront(call, "CheckCapacity", input.Scope);
  const rules = storedRules(input.Rules);
  checkedPlan("CheckCapacity", { Name: "", DefaultAction: { Allow: {} }, Rules: rules });
  return { Capacity: capacityOf(rules) };
}

/** A web ACL as AWS answers it. */
export function webAclAnswer(call: Call, acl: StoredWebAcl): NonNullable<Output<"wafv2", "GetWebACL">["WebACL"]> {
  const { LockToken: _token, region: _place, tags: _tags, Rules: rules, ...members } = acl;
  return {
    Description: "",
    ...members,
    Rules: answeredRules(rules),
    Capacity: capacityOf(rules),
    ManagedByFirewallManager: false,
    RetrofittedByFirewallManager: false,
    LabelNamespace: `awswaf:${call.accountId}:webacl:${acl.Name}:`,
  };
}

type Settings = In<"CreateWebACL"> | In<"UpdateWebACL">;

const MEMBERS = ["Name", "Scope", "Id", "LockToken", "Tags", "Description"];
/** The terms of Captcha and Challenge actions change nothing here, since no rule can have such an action; Terraform sends them always. */
const BUILT = [
  "DefaultAction",
  "Rules",
  "VisibilityConfig",
  "CustomResponseBodies",
  "CaptchaConfig",
  "ChallengeConfig",
];

function refuseUnbuilt(operation: string, input: Settings): void {
  asFault(operation, () => refuseOthers("WebACL", input, [...MEMBERS, ...BUILT]));
  const configs = [input, ...(input.Rules ?? [])].map(({ VisibilityConfig: config }) => config?.MetricName ?? "");
  const reserved = configs.find((name) => RESERVED_METRICS.includes(name));
  if (reserved !== undefined) throw invalidParameter("METRIC_NAME", reserved, "The metric name is not valid.");
}

/** AWS WAF's own metrics (VisibilityConfig, MetricName). */
const RESERVED_METRICS = ["All", "Default_Action"];

type StoredSettings = Omit<StoredWebAcl, "Id" | "Name" | "ARN" | "LockToken" | "region" | "tags">;

function settingsOf(input: Settings): StoredSettings {
  const { Description, DefaultAction, VisibilityConfig, CustomResponseBodies, CaptchaConfig, ChallengeConfig } = input;
  return {
    ...(Description === undefined ? {} : { Description }),
    DefaultAction,
    Rules: storedRules(input.Rules),
    VisibilityConfig,
    ...(CustomResponseBodies === undefined ? {} : { CustomResponseBodies }),
    ...(CaptchaConfig === undefined ? {} : { CaptchaConfig }),
    ...(ChallengeConfig === undefined ? {} : { ChallengeConfig }),
  };
}

/** The IP sets that a web ACL refers to, a JSON array; they exist in its region. */
async function checkedSets(call: Call, operation: string, acl: StoredWebAcl): Promise<string> {
  const arns = ipSetArns(checkedPlan(operation, acl));
  const foreign = arns.find((arn) => arn.split(":")[3] !== acl.region);
  if (foreign !== undefined) throw invalidArn(foreign);
  const sets = JSON.stringify(arns);
  if (!(await holds(call.documents.db, IP_SETS_EXIST, sets))) throw nonexistentItem();
  return sets;
}

function put(call: Call, edit: DocumentEdit, acl: StoredWebAcl, sets: string): void {
  edit.statements.push(guard(call.documents.db, IP_SETS_EXIST, sets));
  edit.put("webAcl", acl.Id, acl, nameKey(acl));
}
