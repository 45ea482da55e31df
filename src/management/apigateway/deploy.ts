import type { Deployment } from "@aws-sdk/client-api-gateway";
import { compileRecord } from "../../compiler/compile.ts";
import type { CompileProblem } from "../../compiler/record.ts";
import { deploymentStatements, openEntries, pruneStatements } from "../../storage/manifest.ts";
import type { Fault } from "../../wire/fault.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Call } from "../call.ts";
import { difference } from "../deployment-difference.ts";
import { sentence, tellWarnings } from "../deployment-problems.ts";
import type { RestEdit } from "./edit-rest-api.ts";
import { functionWarnings } from "./function-warnings.ts";
import { apiSources } from "./rest-sources.ts";

/**
 * Makes an immutable deployment of the REST API as the edit leaves it. What AWS refuses at deployment is refused, with every
 * problem at once; what fails only when called is deployed, with a warning to the operator.
 */
export async function deployRestApi(call: Call, edit: RestEdit, description: string | undefined): Promise<Deployment> {
  const sources = await apiSources(edit);
  if (sources.length === 1) throw badRequest("The REST API doesn't contain any methods");
  const compiled = sources.map(compileRecord);
  const problems = compiled.flatMap((one) => one.problems);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw refusal(errors);

  const db = call.apis.db;
  const id = call.newId(6);
  const sequence = edit.root.revision + 1;
  const delta = difference(
    await openEntries(db, edit.root.id),
    compiled.map(({ record }) => record),
  );
  edit.statements.push(...deploymentStatements(db, edit.root.id, sequence, delta));
  const deployment: Deployment = { id, createdDate: call.now(), ...(description ? { description } : {}) };
  edit.put("restDeployment", id, { ...deployment, sequence });
  tellWarnings(edit.root.id, id, [...problems, ...(await functionWarnings(call, sources))]);
  return deployment;
}

/** Removes a deployment that no stage points to, with the records that only it holds. */
export async function forgetDeployment(call: Call, edit: RestEdit, id: string): Promise<void> {
  edit.remove("restDeployment", id);
  const living = (await edit.list("restDeployment")).map(({ body }) => body.sequence);
  edit.statements.push(...pruneStatements(call.apis.db, edit.root.id, living, 0, edit.root.revision + 1));
}

/** AWS's words for a single problem; where there are several, each with its place, since AWS names but one. */
function refusal(errors: CompileProblem[]): Fault {
  const [first] = errors;
  return badRequest(errors.length === 1 && first ? first.message : errors.map(sentence).join("; "));
}
