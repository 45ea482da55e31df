import type { Integration, Method } from "@aws-sdk/client-api-gateway";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { applyPatches } from "../patch.ts";
import { integrationAnswer } from "./answers.ts";
import { checkIntegration, isHttp } from "./integration-checks.ts";
import { integrationPatches } from "./integration-patches.ts";
import { editMethod, integrationOf, readMethod } from "./method-rows.ts";
import { unknownIntegration } from "./missing.ts";

const DEFAULT_TIMEOUT_MILLIS = 29_000;

type PutInput = Input<"apigateway", "PutIntegration">;

/** Sets a method's integration. One that was there is replaced, with its responses. */
export async function putIntegration(call: Call, input: PutInput): Promise<Output<"apigateway", "PutIntegration">> {
  return editMethod(call, input, async (method) => {
    const integration = newIntegration(input);
    await checkIntegration(call, integration, method);
    dropUnused(integration);
    method.methodIntegration = integration;
    return integrationAnswer(integration);
  });
}

export async function getIntegration(
  call: Call,
  input: Input<"apigateway", "GetIntegration">,
): Promise<Output<"apigateway", "GetIntegration">> {
  return integrationAnswer(integrationOf(await readMethod(call, input)));
}

export async function updateIntegration(
  call: Call,
  input: Input<"apigateway", "UpdateIntegration">,
): Promise<Output<"apigateway", "UpdateIntegration">> {
  const change = async (method: Method): Promise<Integration> => {
    const integration = integrationOf(method);
    applyPatches(integration, input.patchOperations ?? [], integrationPatches);
    setDefaults(integration, input.resourceId);
    await checkIntegration(call, integration, method);
    dropUnused(integration);
    return integrationAnswer(integration);
  };
  return editMethod(call, input, change, unknownIntegration);
}

export async function deleteIntegration(
  call: Call,
  input: Input<"apigateway", "DeleteIntegration">,
): Promise<Output<"apigateway", "DeleteIntegration">> {
  return editMethod(
    call,
    input,
    (method) => {
      integrationOf(method);
      delete method.methodIntegration;
      return {};
    },
    unknownIntegration,
  );
}

function newIntegration(input: PutInput): Integration {
  const { restApiId: _api, resourceId, httpMethod: _method, integrationHttpMethod, ...given } = input;
  const integration: Integration = {
    ...given,
    ...(integrationHttpMethod === undefined ? {} : { httpMethod: integrationHttpMethod }),
  };
  setDefaults(integration, resourceId);
  return integration;
}

/** AWS answers these for every integration. */
export function setDefaults(integration: Integration, resourceId: string): void {
  integration.passthroughBehavior ??= "WHEN_NO_MATCH";
  integration.timeoutInMillis ??= DEFAULT_TIMEOUT_MILLIS;
  integration.cacheNamespace ||= resourceId;
  integration.cacheKeyParameters ??= [];
  if (isHttp(integration)) integration.connectionType ??= "INTERNET";
}

/** AWS drops what the integration's type has no use for. */
function dropUnused(integration: Integration): void {
  if (!isHttp(integration)) {
    delete integration.connectionType;
    delete integration.connectionId;
    delete integration.tlsConfig;
  }
  if (integration.type === "MOCK") {
    delete integration.httpMethod;
    delete integration.uri;
  }
}
