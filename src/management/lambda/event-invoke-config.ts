import type { FunctionEventInvokeConfig } from "@aws-sdk/client-lambda";
import { functionArn, LATEST, qualifiedId, type StoredEventConfig } from "../../model/function.ts";
import type { Fault } from "../../wire/fault.ts";
import { invalidParameterValue, resourceNotFound } from "../../wire/lambda-faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { lambdaPage } from "./page.ts";
import { arnOf, isAliasName, type NamedFunction, namedFunction } from "./reference.ts";
import { editFunction } from "./stored.ts";

type PutInput = Input<"lambda", "PutFunctionEventInvokeConfig">;

export async function putFunctionEventInvokeConfig(
  call: Call,
  input: PutInput,
): Promise<Output<"lambda", "PutFunctionEventInvokeConfig">> {
  refuseDestinations(input);
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = input;
  if (MaximumRetryAttempts === undefined && MaximumEventAgeInSeconds === undefined && DestinationConfig === undefined) {
    throw invalidParameterValue("You must specify at least one of error handling or destination setting.");
  }
  return write(call, input, () => ({ maximumRetryAttempts: null, maximumEventAgeInSeconds: null }));
}

export async function updateFunctionEventInvokeConfig(
  call: Call,
  input: Input<"lambda", "UpdateFunctionEventInvokeConfig">,
): Promise<Output<"lambda", "UpdateFunctionEventInvokeConfig">> {
  refuseDestinations(input);
  return write(call, input, (before, named) => {
    if (!before) throw missing(call, named);
    return before;
  });
}

export async function getFunctionEventInvokeConfig(
  call: Call,
  input: Input<"lambda", "GetFunctionEventInvokeConfig">,
): Promise<Output<"lambda", "GetFunctionEventInvokeConfig">> {
  const named = configured(call, input);
  const config = await call.documents.get("functionEventConfig", qualifiedId(named.id, named.qualifier));
  if (!config) throw missing(call, named);
  return answer(arnOf(call, named), config.body);
}

export async function listFunctionEventInvokeConfigs(
  call: Call,
  input: Input<"lambda", "ListFunctionEventInvokeConfigs">,
): Promise<Output<"lambda", "ListFunctionEventInvokeConfigs">> {
  const { id, region, functionName } = namedFunction(call, input.FunctionName);
  if (!(await call.documents.get("function", id))) throw resourceNotFound("The function doesn't exist.");
  const { items, next } = await lambdaPage(input, (after, limit) =>
    call.documents.list("functionEventConfig", { parent: id, after, limit }),
  );
  const configs = items.map((item) =>
    answer(functionArn(region, call.accountId, functionName, item.id.slice(id.length + 1)), item.body),
  );
  return { FunctionEventInvokeConfigs: configs, ...(next !== undefined && { NextMarker: next }) };
}

export async function deleteFunctionEventInvokeConfig(
  call: Call,
  input: Input<"lambda", "DeleteFunctionEventInvokeConfig">,
): Promise<Output<"lambda", "DeleteFunctionEventInvokeConfig">> {
  const named = configured(call, input);
  const id = qualifiedId(named.id, named.qualifier);
  if (!(await call.documents.get("functionEventConfig", id))) throw missing(call, named);
  await editFunction(call, named, async ({ documents }) => documents.remove("functionEventConfig", id, named.id));
  return {};
}

/** The configuration of the function itself is that of `$LATEST`. */
function configured(
  call: Call,
  input: { FunctionName: string; Qualifier?: string | undefined },
): NamedFunction & { qualifier: string } {
  const named = namedFunction(call, input.FunctionName, input.Qualifier);
  return { ...named, qualifier: named.qualifier ?? LATEST };
}

async function write(
  call: Call,
  input: PutInput,
  base: (before: StoredEventConfig | null, named: NamedFunction) => Omit<StoredEventConfig, "changedAt">,
): Promise<FunctionEventInvokeConfig> {
  const named = configured(call, input);
  if (!(await exists(call, named))) throw resourceNotFound("The function doesn't exist.");
  return editFunction(call, named, async ({ id, documents }) => {
    const own = qualifiedId(id, named.qualifier);
    const before = base((await call.documents.get("functionEventConfig", own))?.body ?? null, named);
    const config: StoredEventConfig = {
      maximumRetryAttempts: input.MaximumRetryAttempts ?? before.maximumRetryAttempts,
      maximumEventAgeInSeconds: input.MaximumEventAgeInSeconds ?? before.maximumEventAgeInSeconds,
      changedAt: call.now().getTime(),
    };
    documents.put("functionEventConfig", own, config, { parent: id });
    return answer(arnOf(call, named), config);
  });
}

async function exists(call: Call, { id, qualifier }: NamedFunction & { qualifier: string }): Promise<boolean> {
  const kind = isAliasName(qualifier) ? "functionAlias" : "functionVersion";
  return (await call.documents.get(kind, qualifiedId(id, qualifier))) !== null;
}

/** Nothing delivers to destinations here. */
function refuseDestinations({ DestinationConfig }: PutInput): void {
  const { OnSuccess, OnFailure } = DestinationConfig ?? {};
  if ([OnSuccess, OnFailure].some((one) => (one?.Destination ?? "") !== "")) {
    throw invalidParameterValue("Not supported: DestinationConfig: results of events are delivered nowhere");
  }
}

function missing(call: Call, named: NamedFunction): Fault {
  return resourceNotFound(`The function ${arnOf(call, named)} doesn't have an EventInvokeConfig`);
}

function answer(FunctionArn: string, config: StoredEventConfig): FunctionEventInvokeConfig {
  const { maximumRetryAttempts, maximumEventAgeInSeconds, changedAt } = config;
  return {
    LastModified: new Date(changedAt),
    FunctionArn,
    ...(maximumRetryAttempts !== null && { MaximumRetryAttempts: maximumRetryAttempts }),
    ...(maximumEventAgeInSeconds !== null && { MaximumEventAgeInSeconds: maximumEventAgeInSeconds }),
    DestinationConfig: { OnSuccess: {}, OnFailure: {} },
  };
}
