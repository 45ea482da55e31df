import type { Method } from "@aws-sdk/client-api-gateway";
import type { DefinitionReader } from "../../storage/definitions.ts";
import { badRequest } from "../../wire/faults.ts";
import { checkContentTypes, checkMethodParameters } from "./mapping-checks.ts";

const AUTHORIZATION_TYPES = ["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"];
const NEEDS_AUTHORIZER = new Set(["CUSTOM", "COGNITO_USER_POOLS"]);

/** What AWS refuses of a method. An authorizer that the authorization type has no use for is dropped, as AWS does. */
export async function completeMethod(reader: DefinitionReader, method: Method): Promise<void> {
  method.authorizationType = authorizationTypeOf(method.authorizationType);
  await completeAuthorizer(reader, method);
  if (method.authorizationScopes?.length && method.authorizationType !== "COGNITO_USER_POOLS") {
    throw badRequest("Authorization Scopes are only valid for COGNITO_USER_POOLS authorization type");
  }
  const { requestValidatorId } = method;
  if (requestValidatorId !== undefined && !(await reader.get("requestValidator", requestValidatorId))) {
    throw badRequest("Invalid Request Validator identifier specified");
  }
  await checkModels(reader, method.requestModels ?? {});
  checkMethodParameters(method.requestParameters ?? {});
}

function authorizationTypeOf(text = ""): string {
  const type = text.toUpperCase();
  if (!AUTHORIZATION_TYPES.includes(type)) {
    throw badRequest(`Invalid AuthorizationType specified. Valid options are ${AUTHORIZATION_TYPES.join(",")}`);
  }
  return type;
}

async function completeAuthorizer(reader: DefinitionReader, method: Method): Promise<void> {
  if (!NEEDS_AUTHORIZER.has(method.authorizationType ?? "")) {
    delete method.authorizerId;
    return;
  }
  const authorizer = await reader.get("restAuthorizer", method.authorizerId ?? "");
  const isCognito = authorizer?.type === "COGNITO_USER_POOLS";
  if (!authorizer || isCognito !== (method.authorizationType === "COGNITO_USER_POOLS")) {
    throw badRequest(
      "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
    );
  }
}

/** Models by content type, of a request or a response: they must exist. */
export async function checkModels(reader: DefinitionReader, models: Record<string, string>): Promise<void> {
  checkContentTypes(models);
  for (const name of new Set(Object.values(models))) {
    if (!(await reader.byName("restModel", name))) throw badRequest(`Invalid model identifier specified: ${name}`);
  }
}
