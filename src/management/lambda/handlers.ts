import type { ServiceHandlers } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { createFunction } from "./create-function.ts";
import { deleteFunction, getFunction, getFunctionConfiguration } from "./functions.ts";
import { invoke } from "./invoke.ts";
import { addPermission, getPolicy, removePermission } from "./permissions.ts";

/** The operations of Lambda that are built. */
export const lambdaHandlers = {
  CreateFunction: createFunction,
  GetFunction: getFunction,
  GetFunctionConfiguration: getFunctionConfiguration,
  DeleteFunction: deleteFunction,
  Invoke: invoke,
  AddPermission: addPermission,
  RemovePermission: removePermission,
  GetPolicy: getPolicy,
} satisfies ServiceHandlers<Call, "lambda">;
