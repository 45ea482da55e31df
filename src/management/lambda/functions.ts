import { LATEST } from "../../model/function.ts";
import { invalidParameterValue } from "../../wire/lambda-faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { configurationOf } from "./configuration.ts";
import { isAliasName, namedFunction } from "./reference.ts";
import { editFunction, findVersion } from "./stored.ts";

export async function getFunction(
  call: Call,
  input: Input<"lambda", "GetFunction">,
): Promise<Output<"lambda", "GetFunction">> {
  const named = namedFunction(call, input.FunctionName, input.Qualifier);
  const found = await findVersion(call, named);
  const { tags, reservedConcurrency } = found.function;
  return {
    Configuration: configurationOf(call, named, found.version),
    Code: { RepositoryType: "S3" },
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
  if (qualifier !== null && isAliasName(qualifier)) {
    throw invalidParameterValue("Deletion of aliases is not currently supported.");
  }
  if (qualifier === LATEST) {
    throw invalidParameterValue("$LATEST version cannot be deleted without deleting the function.");
  }
  await editFunction(call, named, async ({ id, documents }) => {
    const hashes = new Set<string>();
    for (const kind of PARTS) {
      for (const part of await call.documents.list(kind, { parent: id })) documents.remove(kind, part.id, id);
    }
    for (const { body } of await call.documents.list("functionVersion", { parent: id })) {
      hashes.add(body.configuration.CodeSha256 ?? "");
    }
    documents.remove("function", id);
    for (const hash of hashes) documents.statements.push(call.functionCode.removal(hash));
  });
  return { StatusCode: 204 };
}

/** What belongs to a function. */
const PARTS = ["functionVersion", "functionAlias", "functionPolicy", "functionEventConfig"] as const;
