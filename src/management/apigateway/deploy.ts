import type { Deployment } from "@aws-sdk/client-api-gateway";
import { compileRecord } from "../../compiler/compile.ts";
import type { CompileProblem, RecordSource } from "../../compiler/record.ts";
import { restHeadSource, restMethodSource } from "../../compiler/rest/sources.ts";
import { deploymentStatements, openEntries } from "../../storage/manifest.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Call } from "../call.ts";
import { difference } from "../deployment-difference.ts";
import type { RestEdit } from "./edit-rest-api.ts";

/**
 * Makes an immutable deployment of the REST API as the edit leaves it. What AWS refuses at deployment is refused, with every
 * problem at once; what fails only when called is deployed, with a warning to the operator.
 */
export async function deployRestApi(
  call: Call,
  edit: RestEdit,
  description: string | undefined,
): Promise<{ deployment: Deployment; warnings: CompileProblem[] }> {
  const sources = await sourcesOf(edit);
  if (sources.length === 1) throw badRequest("The REST API doesn't contain any methods");
  const compiled = sources.map(compileRecord);
  const problems = compiled.flatMap((one) => one.problems);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw badRequest([...new Set(errors.map(({ message }) => message))].join("; "));

  const db = call.apis.db;
  const sequence = edit.root.revision + 1;
  const open = await openEntries(db, edit.root.id);
  const delta = difference(
    open,
    compiled.map(({ record }) => record),
  );
  edit.statements.push(...deploymentStatements(db, edit.root.id, sequence, delta));
  const deployment: Deployment = {
    id: call.newId(6),
    createdDate: call.now(),
    ...(description === undefined ? {} : { description }),
  };
  edit.put("restDeployment", deployment.id ?? "", { ...deployment, sequence });
  return { deployment, warnings: problems };
}

/** The head and one record per method. */
async function sourcesOf(edit: RestEdit): Promise<RecordSource[]> {
  const bodies = <T>(rows: { body: T }[]): T[] => rows.map(({ body }) => body);
  const resources = new Map(bodies(await edit.list("resource")).map((resource) => [resource.id, resource]));
  const validators = new Map(bodies(await edit.list("requestValidator")).map((validator) => [validator.id, validator]));
  const head = restHeadSource(edit.root, {
    authorizers: bodies(await edit.list("restAuthorizer")),
    models: bodies(await edit.list("restModel")),
    gatewayResponses: bodies(await edit.list("gatewayResponse")),
  });
  const methods = (await edit.list("method")).map(({ body, parent }) =>
    restMethodSource({
      kind: "REST",
      resourceId: parent ?? "",
      resourcePath: resources.get(parent ?? "")?.path ?? "/",
      method: body,
      validator: validators.get(body.requestValidatorId) ?? null,
    }),
  );
  return [head, ...methods];
}
