import { LATEST, type StoredFunction } from "../../model/function.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { functionNotFound, unqualifiedFunction } from "./reference.ts";
import { editFunction } from "./stored.ts";

export async function putFunctionConcurrency(
  call: Call,
  input: Input<"lambda", "PutFunctionConcurrency">,
): Promise<Output<"lambda", "PutFunctionConcurrency">> {
  const { ReservedConcurrentExecutions } = input;
  await reserve(call, input.FunctionName, ReservedConcurrentExecutions);
  return { ReservedConcurrentExecutions };
}

export async function getFunctionConcurrency(
  call: Call,
  input: Input<"lambda", "GetFunctionConcurrency">,
): Promise<Output<"lambda", "GetFunctionConcurrency">> {
  const named = unqualifiedFunction(call, input.FunctionName);
  const found = await call.documents.get("function", named.id);
  if (!found) throw functionNotFound(call, named);
  const { reservedConcurrency } = found.body;
  return reservedConcurrency === null ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
}

export async function deleteFunctionConcurrency(
  call: Call,
  input: Input<"lambda", "DeleteFunctionConcurrency">,
): Promise<Output<"lambda", "DeleteFunctionConcurrency">> {
  await reserve(call, input.FunctionName, null);
  return {};
}

async function reserve(
  call: Call,
  name: string,
  reservedConcurrency: StoredFunction["reservedConcurrency"],
): Promise<void> {
  const named = unqualifiedFunction(call, name);
  // Recorded: the missing function is named with $LATEST.
  if (!(await call.documents.get("function", named.id))) throw functionNotFound(call, { ...named, qualifier: LATEST });
  await editFunction(call, named, async (edit) => {
    edit.putFunction({ reservedConcurrency });
  });
}
