import type { Account } from "@aws-sdk/client-api-gateway";
import { RevisionMoved } from "../../storage/batch.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { type PatchPath, type PatchTable, applyPatches, listingRefusals } from "../patch.ts";

/** The account is one document. */
const ID = "account";

/** What an account has before anyone changes it. It has no throttle: this gateway's own limits are absent unless set. */
const NEW_ACCOUNT: Account = { apiKeyVersion: "4", features: ["UsagePlans"] };

const ROLE_ARN = /^arn:aws[\w-]*:iam::\d{12}:role\/.+$/;

const role: PatchPath<Account> = {
  path: "/cloudwatchRoleArn",
  ops: ["replace"],
  apply(account, { value }) {
    if (!value) delete account.cloudwatchRoleArn;
    else if (ROLE_ARN.test(value)) account.cloudwatchRoleArn = value;
    else throw badRequest(`Invalid ARN specified in the request: ${value}`);
  },
};

/** Usage plans are what accounts have had since 2016: they can be asked for, not given up. */
const features: PatchPath<Account> = {
  path: "/features",
  ops: ["add", "remove"],
  apply(_account, { op, value }) {
    if (value !== "UsagePlans") throw badRequest(`Invalid feature specified: ${value}. Must be one of: [UsagePlans]`);
    if (op === "remove") throw badRequest("Usage Plans cannot be disabled once enabled");
  },
};

/** What UpdateAccount may patch (API reference, "Patch Operations"). */
const patches: PatchTable<Account> = { refusals: listingRefusals, paths: [role, features] };

export async function getAccount(
  call: Call,
  _input: Input<"apigateway", "GetAccount">,
): Promise<Output<"apigateway", "GetAccount">> {
  return shown(call, (await call.documents.get("account", ID))?.body);
}

export async function updateAccount(
  call: Call,
  { patchOperations = [] }: Input<"apigateway", "UpdateAccount">,
): Promise<Output<"apigateway", "UpdateAccount">> {
  await makeAccount(call);
  const after = await call.documents.edit("account", ID, ({ body }, edit) => {
    const account = { ...body };
    applyPatches(account, patchOperations, patches);
    edit.put("account", ID, account);
    return account;
  });
  return shown(call, after);
}

/** The throttle is a setting of the gateway, not of the document. */
function shown({ accountThrottle }: Call, account: Account | null | undefined): Account {
  return { ...(account ?? NEW_ACCOUNT), ...(accountThrottle && { throttleSettings: accountThrottle }) };
}

/** The document is made by the first change; whoever else made it meanwhile has made the same. */
async function makeAccount(call: Call): Promise<void> {
  if (await call.documents.get("account", ID)) return;
  try {
    await call.documents.create((edit) => edit.put("account", ID, NEW_ACCOUNT));
  } catch (error) {
    if (!(error instanceof RevisionMoved)) throw error;
  }
}
