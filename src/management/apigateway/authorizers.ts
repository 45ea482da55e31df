import type { Authorizer } from "@aws-sdk/client-api-gateway";
import type { DefinitionReader } from "../../storage/definitions.ts";
import { badRequest, conflict, notFound } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { limitOf, pageOf, positionOf } from "../pages.ts";
import { type PatchPath, type PatchTable, applyPatches, listingRefusals } from "../patch.ts";
import { numberRow, textRow } from "../patch-rows.ts";
import { authTypeOf, checkAuthorizer } from "./authorizer-checks.ts";
import { type RestEdit, editRestApi, readRestApi } from "./edit-rest-api.ts";
import { itemRows } from "./map-rows.ts";
import { unknownAuthorizer } from "./missing.ts";
import { refuseWhileUsed } from "./references.ts";

const AUTHORIZER_TYPES = ["TOKEN", "REQUEST", "COGNITO_USER_POOLS"];

/** The texts that an authorizer may lack: an empty one is none. */
const OPTIONAL_TEXTS = [
  "authType",
  "authorizerCredentials",
  "authorizerUri",
  "identitySource",
  "identityValidationExpression",
] as const;

const typeRow: PatchPath<Authorizer> = {
  path: "/type",
  ops: ["replace"],
  apply(authorizer, { value = "" }) {
    if (!AUTHORIZER_TYPES.includes(value)) {
      throw badRequest(`Invalid AuthorizerType specified. Valid options are ${AUTHORIZER_TYPES.join(",")}`);
    }
    // The value was found among those of the type.
    authorizer.type = value as NonNullable<Authorizer["type"]>;
  },
};

/** What UpdateAuthorizer may patch (API reference, "Patch Operations"). */
const patches: PatchTable<Authorizer> = {
  refusals: listingRefusals,
  paths: [
    textRow("authorizerUri"),
    textRow("authorizerCredentials"),
    numberRow("authorizerResultTtlInSeconds"),
    textRow("authType"),
    textRow("identitySource", ["add", "replace", "remove"]),
    textRow("identityValidationExpression"),
    textRow("name"),
    itemRows<Authorizer>("providerARNs", {
      by: "value",
      missing: () => notFound("Provider ARN specified was not found"),
    }),
    typeRow,
  ],
};

/** An unknown API is a conflict here: recorded so. */
export async function createAuthorizer(
  call: Call,
  { restApiId, ...given }: Input<"apigateway", "CreateAuthorizer">,
): Promise<Output<"apigateway", "CreateAuthorizer">> {
  const authorizer: Authorizer = { ...given, id: call.newId(6) };
  completeAuthorizer(authorizer);
  return editRestApi(
    call,
    restApiId,
    (edit) => putAuthorizer(edit, authorizer),
    () => conflict("Unable to complete operation due to concurrent modification. Please try again later."),
  );
}

export async function getAuthorizer(
  call: Call,
  { restApiId, authorizerId }: Input<"apigateway", "GetAuthorizer">,
): Promise<Output<"apigateway", "GetAuthorizer">> {
  return findAuthorizer(await readRestApi(call, restApiId, unknownAuthorizer), authorizerId);
}

export async function getAuthorizers(
  call: Call,
  input: Input<"apigateway", "GetAuthorizers">,
): Promise<Output<"apigateway", "GetAuthorizers">> {
  const definitions = await readRestApi(call, input.restApiId);
  const limit = limitOf(input.limit);
  const rows = await definitions.list("restAuthorizer", { after: positionOf(input.position), limit: limit + 1 });
  const { items, next } = pageOf(rows, limit);
  return { items: items.map(({ body }) => body), position: next };
}

export async function updateAuthorizer(
  call: Call,
  { restApiId, authorizerId, patchOperations = [] }: Input<"apigateway", "UpdateAuthorizer">,
): Promise<Output<"apigateway", "UpdateAuthorizer">> {
  return editRestApi(
    call,
    restApiId,
    async (edit) => {
      const authorizer = { ...(await findAuthorizer(edit, authorizerId)) };
      applyPatches(authorizer, patchOperations, patches);
      completeAuthorizer(authorizer);
      return putAuthorizer(edit, authorizer);
    },
    unknownAuthorizer,
  );
}

export async function deleteAuthorizer(
  call: Call,
  { restApiId, authorizerId: id }: Input<"apigateway", "DeleteAuthorizer">,
): Promise<Output<"apigateway", "DeleteAuthorizer">> {
  return editRestApi(
    call,
    restApiId,
    async (edit) => {
      await findAuthorizer(edit, id);
      await refuseWhileUsed(edit, `authorizer '${id}'`, (method) => method.authorizerId === id);
      edit.remove("restAuthorizer", id);
      return {};
    },
    unknownAuthorizer,
  );
}

function completeAuthorizer(authorizer: Authorizer): void {
  for (const key of OPTIONAL_TEXTS) if (authorizer[key] === "") delete authorizer[key];
  authorizer.authType ??= authTypeOf(authorizer);
  checkAuthorizer(authorizer);
}

async function putAuthorizer(edit: RestEdit, authorizer: Authorizer): Promise<Authorizer> {
  const { id = "", name = "" } = authorizer;
  const namesake = await edit.byName("restAuthorizer", name);
  if (namesake && namesake.id !== id) {
    throw badRequest(`Authorizer name must be unique. Authorizer ${name} already exists in this RestApi.`);
  }
  edit.put("restAuthorizer", id, authorizer, { name });
  return authorizer;
}

async function findAuthorizer(reader: DefinitionReader, id: string): Promise<Authorizer> {
  const authorizer = await reader.get("restAuthorizer", id);
  if (!authorizer) throw unknownAuthorizer();
  return authorizer;
}
