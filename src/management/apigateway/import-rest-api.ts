import type { RestApi } from "@aws-sdk/client-api-gateway";
import type { RestApiRoot } from "../../model/api.ts";
import type { BasePathMode } from "../../openapi/base-path.ts";
import { importRestApi as readRestDefinition } from "../../openapi/rest/import.ts";
import { parseIssues, serverWarnings } from "../../openapi/parse-issues.ts";
import type { RestDefinition } from "../../openapi/rest/rest-definition.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { documentText, inAwsWords } from "../open-api-document.ts";
import { type RestEdit, editRestApi } from "./edit-rest-api.ts";
import { importDefinition } from "./import-definition.ts";
import { completeEndpoint } from "./rest-api-checks.ts";
import { policyAnswer } from "./rest-api-policy.ts";

type Parameters = Record<string, string> | undefined;

/** Makes a REST API of an OpenAPI document. */
export async function importRestApi(
  call: Call,
  { body, parameters, failOnWarnings }: Input<"apigateway", "ImportRestApi">,
): Promise<Output<"apigateway", "ImportRestApi">> {
  const definition = readDocument(call, { body, parameters, failOnWarnings });
  const [id, rootResourceId] = [call.newId(10), call.newId(10)];
  const types = parameters?.["endpointConfigurationTypes"];
  const api: RestApi = {
    id,
    rootResourceId,
    name: definition.api.name ?? "",
    createdDate: call.now(),
    apiKeySource: "HEADER",
    disableExecuteApiEndpoint: false,
    endpointConfiguration: completeEndpoint(types === undefined ? undefined : { types: [endpointType(types)] }),
  };
  const root: RestApiRoot = { id, kind: "REST", region: call.region, revision: 0, body: api };
  return call.apis.create(root, async (edit) => {
    edit.put("resource", rootResourceId, { id: rootResourceId, path: "/" }, { name: "/" });
    // The root was made as a REST API's just above.
    return apply(call, edit as RestEdit, definition, "overwrite");
  });
}

/** Changes a REST API to what an OpenAPI document says: all of it, or what the document names. */
export async function putRestApi(
  call: Call,
  { restApiId, body, mode = "merge", parameters, failOnWarnings }: Input<"apigateway", "PutRestApi">,
): Promise<Output<"apigateway", "PutRestApi">> {
  const definition = readDocument(call, { body, parameters, failOnWarnings });
  return editRestApi(call, restApiId, async (edit) => {
    const answer = await apply(call, edit, definition, mode);
    return { ...answer, tags: answer.tags ?? {} };
  });
}

async function apply(
  call: Call,
  edit: RestEdit,
  definition: RestDefinition,
  mode: "merge" | "overwrite",
): Promise<RestApi> {
  const body = await importDefinition(call, edit, definition, mode);
  return {
    ...body,
    ...(body.policy !== undefined && { policy: policyAnswer(body.policy) }),
    ...(definition.warnings.length > 0 && { warnings: definition.warnings }),
  };
}

function readDocument(
  call: Call,
  {
    body,
    parameters,
    failOnWarnings,
  }: { body: Uint8Array | undefined; parameters: Parameters; failOnWarnings: boolean | undefined },
): RestDefinition {
  const definition = inAwsWords(documentText(call, body), (document, root) => {
    const read = readRestDefinition(document, root, {
      basePath: basePathMode(parameters),
      ignoreDocumentation: parameters?.["ignore"] === "documentation",
    });
    return { ...read, warnings: [...parseIssues(root), ...serverWarnings(root), ...read.warnings] };
  });
  if (failOnWarnings && definition.warnings.length > 0) {
    throw badRequest(`Warnings found during import:\n\t${definition.warnings.join("\n\t")}`);
  }
  return definition;
}

/** `basepath` of the parameters; AWS's documents and its CLI write it in both ways. */
export function basePathMode(parameters: Parameters): BasePathMode {
  const mode = parameters?.["basepath"] ?? parameters?.["basePath"] ?? "ignore";
  if (mode !== "ignore" && mode !== "prepend" && mode !== "split") {
    throw badRequest(`Invalid basepath ${mode}: it must be one of ignore, prepend, split`);
  }
  return mode;
}

function endpointType(written: string): "EDGE" | "PRIVATE" | "REGIONAL" {
  if (written === "EDGE" || written === "PRIVATE" || written === "REGIONAL") return written;
  throw badRequest(`Invalid endpointConfigurationTypes ${written}: it must be one of EDGE, REGIONAL, PRIVATE`);
}
