import type { SdkType } from "@aws-sdk/client-api-gateway";
import { javascriptClient } from "../../sdk/javascript/client.ts";
import { pythonClient } from "../../sdk/python/client.ts";
import type { SdkApi, SdkFiles } from "../../sdk/api.ts";
import { zip } from "../../sdk/zip.ts";
import { badRequest, notFound, notImplemented } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { deployedDefinition } from "./deployed-definition.ts";
import { readRestApi } from "./edit-rest-api.ts";
import { attachment } from "./export-rest-api.ts";
import { sdkApiOf } from "./sdk-api.ts";

interface Generator {
  type: SdkType & { id: string };
  defaultName: string;
  /** what the language takes for a package's name */
  names: RegExp;
  files(api: SdkApi, packageName: string): SdkFiles;
}

const GENERATORS: Generator[] = [
  generator("javascript", "JavaScript", "api-client", /^[a-z0-9][a-z0-9._-]{0,100}$/, (api, name) =>
    javascriptClient(api, "javascript", name),
  ),
  generator("typescript", "TypeScript", "api-client", /^[a-z0-9][a-z0-9._-]{0,100}$/, (api, name) =>
    javascriptClient(api, "typescript", name),
  ),
  generator("python", "Python", "api_client", /^[a-z][a-z0-9_]{0,100}$/, pythonClient),
];

/** What AWS generates besides and this gateway does not. */
const UNBUILT = ["android", "java", "objectivec", "ruby", "swift"];

function generator(
  id: string,
  friendlyName: string,
  defaultName: string,
  names: RegExp,
  files: Generator["files"],
): Generator {
  const packageName = {
    name: "packageName",
    friendlyName: "Package Name",
    description: "The name of the generated package",
    required: false,
    defaultValue: defaultName,
  };
  const description = `Generates an API client in ${friendlyName} that needs no other packages`;
  return { type: { id, friendlyName, description, configurationProperties: [packageName] }, defaultName, names, files };
}

/** The languages in which clients are generated. */
export async function getSdkTypes(
  _call: Call,
  _input: Input<"apigateway", "GetSdkTypes">,
): Promise<Output<"apigateway", "GetSdkTypes">> {
  return { items: GENERATORS.map(({ type }) => type) };
}

/** One of them, and what it can be told. */
export async function getSdkType(
  _call: Call,
  { id }: Input<"apigateway", "GetSdkType">,
): Promise<Output<"apigateway", "GetSdkType">> {
  return generatorOf(id, "GetSdkType").type;
}

/** A client of the API that a stage serves, as a zip archive. */
export async function getSdk(
  call: Call,
  { restApiId, stageName, sdkType, parameters }: Input<"apigateway", "GetSdk">,
): Promise<Output<"apigateway", "GetSdk">> {
  const { defaultName, names, files } = generatorOf(sdkType, "GetSdk");
  const packageName = parameters?.["packageName"] ?? defaultName;
  if (!names.test(packageName)) throw badRequest(`Invalid packageName ${packageName}: it must match ${names.source}`);
  const definitions = await readRestApi(call, restApiId);
  const rest = await deployedDefinition(call.apis.db, definitions, stageName);
  const { version } = rest.api;
  const invokeUrl = `${call.apiEndpoint(restApiId, "REST")}/${stageName}`;
  const api = sdkApiOf(rest, { version, invokeUrl, region: definitions.root.region });
  return {
    contentType: "application/octet-stream",
    contentDisposition: attachment(sdkType, version, "zip"),
    body: zip(files(api, packageName)),
  };
}

function generatorOf(id: string, operation: string): Generator {
  if (UNBUILT.includes(id)) throw notImplemented("apigateway", `${operation} of ${id}`);
  const found = GENERATORS.find(({ type }) => type.id === id);
  if (!found) throw notFound(`Invalid SDK type identifier specified`);
  return found;
}
