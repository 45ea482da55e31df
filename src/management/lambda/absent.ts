import { LATEST } from "../../model/function.ts";
import { Fault } from "../../wire/fault.ts";
import { invalidParameterValue, resourceNotFound } from "../../wire/lambda-faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { type NamedFunction, namedFunction } from "./reference.ts";
import { findPermitted } from "./permitted.ts";
import { findVersion } from "./stored.ts";

// Reads of what no function here can have: answered as AWS answers them for a function that has none.

/** A function without a code signing configuration is answered with its name alone. */
export async function getFunctionCodeSigningConfig(
  call: Call,
  input: Input<"lambda", "GetFunctionCodeSigningConfig">,
): Promise<Output<"lambda", "GetFunctionCodeSigningConfig">> {
  const { functionName } = await existing(call, input.FunctionName);
  return { CodeSigningConfigArn: "", FunctionName: functionName };
}

export async function getFunctionUrlConfig(
  call: Call,
  input: Input<"lambda", "GetFunctionUrlConfig">,
): Promise<Output<"lambda", "GetFunctionUrlConfig">> {
  namedFunction(call, input.FunctionName, input.Qualifier);
  throw resourceNotFound("The resource you requested does not exist.");
}

export async function listFunctionUrlConfigs(
  call: Call,
  input: Input<"lambda", "ListFunctionUrlConfigs">,
): Promise<Output<"lambda", "ListFunctionUrlConfigs">> {
  const { id } = namedFunction(call, input.FunctionName);
  if (!(await call.documents.get("function", id))) throw resourceNotFound("Function does not exist");
  return { FunctionUrlConfigs: [] };
}

export async function getProvisionedConcurrencyConfig(
  call: Call,
  input: Input<"lambda", "GetProvisionedConcurrencyConfig">,
): Promise<Output<"lambda", "GetProvisionedConcurrencyConfig">> {
  const named = namedFunction(call, input.FunctionName, input.Qualifier);
  if (named.qualifier === LATEST) {
    throw invalidParameterValue("The function resource provided must be an alias or a published version.");
  }
  await findPermitted(call, named);
  throw new Fault(
    "ProvisionedConcurrencyConfigNotFoundException",
    404,
    "No Provisioned Concurrency Config found for this function",
  );
}

export async function listProvisionedConcurrencyConfigs(
  call: Call,
  input: Input<"lambda", "ListProvisionedConcurrencyConfigs">,
): Promise<Output<"lambda", "ListProvisionedConcurrencyConfigs">> {
  await existing(call, input.FunctionName);
  return { ProvisionedConcurrencyConfigs: [] };
}

async function existing(call: Call, name: string, qualifier?: string): Promise<NamedFunction> {
  const named = namedFunction(call, name, qualifier);
  await findVersion(call, named);
  return named;
}
