import type { AliasConfiguration } from "@aws-sdk/client-lambda";
import { LATEST, qualifiedId } from "../../model/function.ts";
import { invalidParameterValue, resourceConflict, resourceNotFound } from "../../wire/lambda-faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { lambdaPage } from "./page.ts";
import { arnOf, functionNotFound, type NamedFunction, namedFunction } from "./reference.ts";
import { editFunction, type FunctionEdit } from "./stored.ts";
import { revisionMoved } from "./revisions.ts";

type Routing = Input<"lambda", "CreateAlias">["RoutingConfig"];

export async function createAlias(
  call: Call,
  input: Input<"lambda", "CreateAlias">,
): Promise<Output<"lambda", "CreateAlias">> {
  const named = namedFunction(call, input.FunctionName);
  const { Name, FunctionVersion, Description = "", RoutingConfig } = input;
  const AliasArn = arnOf(call, { ...named, qualifier: Name });
  if (!(await call.documents.get("function", named.id))) {
    throw functionNotFound(call, { ...named, qualifier: FunctionVersion });
  }
  return editFunction(call, named, async (edit) => {
    const id = qualifiedId(edit.id, Name);
    await checkVersions(call, named, edit, FunctionVersion, RoutingConfig);
    if (await call.documents.get("functionAlias", id)) throw resourceConflict(`Alias already exists: ${AliasArn}`);
    const alias = {
      AliasArn,
      Name,
      FunctionVersion,
      Description,
      RevisionId: call.newUuid(),
      ...routing(RoutingConfig),
    };
    edit.documents.put("functionAlias", id, alias, { parent: edit.id });
    return alias;
  });
}

export async function getAlias(call: Call, input: Input<"lambda", "GetAlias">): Promise<Output<"lambda", "GetAlias">> {
  const named = namedFunction(call, input.FunctionName);
  const alias = await call.documents.get("functionAlias", qualifiedId(named.id, input.Name));
  if (alias) return alias.body;
  throw resourceNotFound(`Cannot find alias arn: ${arnOf(call, { ...named, qualifier: input.Name })}`);
}

export async function listAliases(
  call: Call,
  input: Input<"lambda", "ListAliases">,
): Promise<Output<"lambda", "ListAliases">> {
  const named = namedFunction(call, input.FunctionName);
  if (!(await call.documents.get("function", named.id))) throw functionNotFound(call, named);
  const { items, next } = await lambdaPage(input, (after, limit) =>
    call.documents.list("functionAlias", { parent: named.id, after, limit }),
  );
  const aliases = items.map(({ body }) => body);
  return {
    Aliases: aliases.filter((alias) => pointsTo(alias, input.FunctionVersion)),
    ...(next && { NextMarker: next }),
  };
}

export async function updateAlias(
  call: Call,
  input: Input<"lambda", "UpdateAlias">,
): Promise<Output<"lambda", "UpdateAlias">> {
  const named = namedFunction(call, input.FunctionName);
  return editFunction(call, named, async (edit) => {
    const id = qualifiedId(edit.id, input.Name);
    const before = (await call.documents.get("functionAlias", id))?.body;
    if (!before) throw resourceNotFound(`Alias not found: ${arnOf(call, { ...named, qualifier: input.Name })}`);
    if (input.RevisionId !== undefined && input.RevisionId !== before.RevisionId) throw revisionMoved();
    const { RoutingConfig, ...rest } = before;
    const alias: AliasConfiguration = {
      ...rest,
      FunctionVersion: input.FunctionVersion ?? before.FunctionVersion,
      Description: input.Description ?? before.Description,
      RevisionId: call.newUuid(),
      ...routing(input.RoutingConfig ?? RoutingConfig),
    };
    await checkVersions(call, named, edit, alias.FunctionVersion ?? "", alias.RoutingConfig);
    edit.documents.put("functionAlias", id, alias, { parent: edit.id });
    return alias;
  });
}

/** Removes an alias with what is its own. One that does not exist is no error, as at AWS. */
export async function deleteAlias(
  call: Call,
  input: Input<"lambda", "DeleteAlias">,
): Promise<Output<"lambda", "DeleteAlias">> {
  await editFunction(call, namedFunction(call, input.FunctionName), async ({ id, documents }) => {
    for (const kind of ["functionAlias", "functionPolicy", "functionEventConfig"] as const) {
      documents.remove(kind, qualifiedId(id, input.Name), id);
    }
  });
  return {};
}

function pointsTo({ FunctionVersion, RoutingConfig }: AliasConfiguration, version: string | undefined): boolean {
  if (version === undefined || version === FunctionVersion) return true;
  return Object.hasOwn(RoutingConfig?.AdditionalVersionWeights ?? {}, version);
}

function routing(given: Routing): Pick<AliasConfiguration, "RoutingConfig"> {
  const { AdditionalVersionWeights } = given ?? {};
  const shifts = Object.keys(AdditionalVersionWeights ?? {}).length > 0;
  return shifts ? { RoutingConfig: { AdditionalVersionWeights } } : {};
}

/** What an alias points to must exist, and a second version must be another, published one. */
async function checkVersions(
  call: Call,
  named: NamedFunction,
  edit: FunctionEdit,
  version: string,
  given: Routing,
): Promise<void> {
  const others = Object.keys(given?.AdditionalVersionWeights ?? {});
  if (others.length > 1) {
    throw invalidParameterValue("Number of items in AdditionalVersionWeights cannot be greater than 1");
  }
  if (others.includes(version)) {
    throw invalidParameterValue(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    );
  }
  if (others.length > 0 && version === LATEST) {
    throw invalidParameterValue("$LATEST is not supported for an alias pointing to more than 1 version");
  }
  for (const one of [version, ...others]) {
    if (!(await edit.version(one))) throw functionNotFound(call, { ...named, qualifier: one });
  }
}
