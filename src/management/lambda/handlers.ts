import type { ServiceHandlers } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import * as absent from "./absent.ts";
import * as aliases from "./aliases.ts";
import * as concurrency from "./concurrency.ts";
import { createFunction } from "./create-function.ts";
import * as eventInvokeConfig from "./event-invoke-config.ts";
import { deleteFunction, getFunction, getFunctionConfiguration } from "./functions.ts";
import { invokeWithResponseStream } from "./invoke-with-response-stream.ts";
import { invoke, invokeAsync } from "./invoke.ts";
import { listFunctions, listVersionsByFunction } from "./list-functions.ts";
import { addPermission, getPolicy, removePermission } from "./permissions.ts";
import * as tags from "./tags.ts";
import { updateFunctionCode, updateFunctionConfiguration } from "./update-function.ts";
import { publishVersion } from "./versions.ts";

/** The operations of Lambda that are built. */
export const lambdaHandlers = {
  CreateFunction: createFunction,
  GetFunction: getFunction,
  GetFunctionConfiguration: getFunctionConfiguration,
  ListFunctions: listFunctions,
  UpdateFunctionCode: updateFunctionCode,
  UpdateFunctionConfiguration: updateFunctionConfiguration,
  DeleteFunction: deleteFunction,
  PublishVersion: publishVersion,
  ListVersionsByFunction: listVersionsByFunction,
  CreateAlias: aliases.createAlias,
  GetAlias: aliases.getAlias,
  ListAliases: aliases.listAliases,
  UpdateAlias: aliases.updateAlias,
  DeleteAlias: aliases.deleteAlias,
  AddPermission: addPermission,
  RemovePermission: removePermission,
  GetPolicy: getPolicy,
  Invoke: invoke,
  InvokeAsync: invokeAsync,
  InvokeWithResponseStream: invokeWithResponseStream,
  ListTags: tags.listTags,
  TagResource: tags.tagResource,
  UntagResource: tags.untagResource,
  PutFunctionConcurrency: concurrency.putFunctionConcurrency,
  GetFunctionConcurrency: concurrency.getFunctionConcurrency,
  DeleteFunctionConcurrency: concurrency.deleteFunctionConcurrency,
  PutFunctionEventInvokeConfig: eventInvokeConfig.putFunctionEventInvokeConfig,
  UpdateFunctionEventInvokeConfig: eventInvokeConfig.updateFunctionEventInvokeConfig,
  GetFunctionEventInvokeConfig: eventInvokeConfig.getFunctionEventInvokeConfig,
  ListFunctionEventInvokeConfigs: eventInvokeConfig.listFunctionEventInvokeConfigs,
  DeleteFunctionEventInvokeConfig: eventInvokeConfig.deleteFunctionEventInvokeConfig,
  GetFunctionCodeSigningConfig: absent.getFunctionCodeSigningConfig,
  GetFunctionUrlConfig: absent.getFunctionUrlConfig,
  ListFunctionUrlConfigs: absent.listFunctionUrlConfigs,
  GetProvisionedConcurrencyConfig: absent.getProvisionedConcurrencyConfig,
  ListProvisionedConcurrencyConfigs: absent.listProvisionedConcurrencyConfigs,
} satisfies ServiceHandlers<Call, "lambda">;
