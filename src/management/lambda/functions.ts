import { LATEST, qualifiedId } from "../../model/function.ts";
import { invalidParameterValue, resourceConflict } from "../../wire/lambda-faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { codeLocation } from "./code-location.ts";
import { configurationOf } from "./configuration.ts";
import { functionNotFound, isAliasName, namedFunction } from "./reference.ts";
import { editFunction, findVersion, type FunctionEdit } from "./stored.ts";

export async function getFunction(
  call: Call,
  input: Input<"lambda", "GetFunction">,
): Promise<Output<"lambda", "GetFunction">> {
  const named = namedFunction(call, input.FunctionName, input.Qualifier);
  const found = await findVersion(call, named);
  const { tags, reservedConcurrency } = found.function;
  const { CodeSha256 = "", CodeSize = 0 } = found.version.configuration;
  return {
    Configuration: configurationOf(call, named, found.version),
    Code: { RepositoryType: "S3", Location: codeLocation(call, CodeSha256, CodeSize) },
    ...(Object.keys(tags).length > 0 && { Tags: tags }),
    ...(reservedConcurrency !== null && { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
  };
}

export async function getFunctionConfiguration(
  call: Call,
  input: Input<"lambda", "GetFunctionConfiguration">,
): Promise<Output<"lambda", "GetFunctionConfiguration">> {
  const named = namedFunction(call, input.FunctionName, input.Qualifier);
  return configurationOf(call, named, (await findVersion(call, named)).version);
}

export async function deleteFunction(
  call: Call,
  input: Input<"lambda", "DeleteFunction">,
): Promise<Output<"lambda", "DeleteFunction">> {
  const named = namedFunction(call, input.FunctionName, input.Qualifier);
  const { qualifier } = named;
  if (qualifier === LATEST) {
    throw invalidParameterValue("$LATEST version cannot be deleted without deleting the function.");
  }
  // Recorded: that a function does not exist is told before what is wrong with its alias, and without the alias.
  if (!(await call.documents.get("function", named.id))) throw functionNotFound(call, { ...named, qualifier: null });
  if (qualifier !== null && isAliasName(qualifier)) {
    throw invalidParameterValue("Deletion of aliases is not currently supported.");
  }
  await editFunction(call, named, (edit) =>
    qualifier === null ? removeFunction(call, edit) : removeVersion(call, edit, qualifier),
  );
  return { StatusCode: 204 };
}

/** What belongs to a function beside its versions. */
const PARTS = ["functionAlias", "functionPolicy", "functionEventConfig"] as const;

async function removeFunction(call: Call, { id, documents }: FunctionEdit): Promise<void> {
  for (const kind of PARTS) {
    for (const part of await call.documents.list(kind, { parent: id })) documents.remove(kind, part.id, id);
  }
  const hashes = new Set<string>();
  for (const version of await call.documents.list("functionVersion", { parent: id })) {
    documents.remove("functionVersion", version.id, id);
    hashes.add(version.body.configuration.CodeSha256 ?? "");
  }
  documents.remove("function", id);
  for (const hash of hashes) documents.statements.push(call.functionCode.removal(hash));
}

/** Removes a published version with what is its own; a version that does not exist is no error, as at AWS. */
async function removeVersion(call: Call, edit: FunctionEdit, number: string): Promise<void> {
  const { id, documents } = edit;
  const version = await edit.version(number);
  if (!version) return;
  const aliases = (await call.documents.list("functionAlias", { parent: id })).filter(
    ({ body: { FunctionVersion, RoutingConfig } }) =>
      FunctionVersion === number || Object.hasOwn(RoutingConfig?.AdditionalVersionWeights ?? {}, number),
  );
  if (aliases.length > 0) {
    const names = aliases.map(({ body }) => body.Name).join(", ");
    throw resourceConflict(`Unable to delete version because the following aliases reference it: [${names}]`);
  }
  for (const kind of ["functionVersion", "functionPolicy", "functionEventConfig"] as const) {
    documents.remove(kind, qualifiedId(id, number), id);
  }
  documents.statements.push(call.functionCode.removal(version.configuration.CodeSha256 ?? ""));
}
