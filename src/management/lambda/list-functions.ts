import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { LATEST, qualifiedId } from "../../model/function.ts";
import type { StoredDocument } from "../../storage/documents.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { listedConfiguration } from "./configuration.ts";
import { lambdaPage } from "./page.ts";
import { functionNotFound, namedFunction } from "./reference.ts";

export async function listFunctions(
  call: Call,
  input: Input<"lambda", "ListFunctions">,
): Promise<Output<"lambda", "ListFunctions">> {
  const prefix = `${call.region}/`;
  const all = input.FunctionVersion === "ALL";
  const kind = all ? "functionVersion" : "function";
  const { items, next } = await lambdaPage(input, async (after, limit) => {
    const rows = await call.documents.list(kind, { after: after || prefix, limit });
    return rows.filter(({ id }) => id.startsWith(prefix));
  });
  const ids = items.map(({ id }) => (all ? id : qualifiedId(id, LATEST)));
  const versions = await call.documents.byIds("functionVersion", ids);
  const Functions = versions.sort(inOrder).map((version) => listed(call, version, all));
  return { Functions, ...(next !== undefined && { NextMarker: next }) };
}

export async function listVersionsByFunction(
  call: Call,
  input: Input<"lambda", "ListVersionsByFunction">,
): Promise<Output<"lambda", "ListVersionsByFunction">> {
  const named = namedFunction(call, input.FunctionName);
  const parent = named.id;
  const all = (await call.documents.list("functionVersion", { parent })).sort(inOrder);
  // Every function has $LATEST.
  if (all.length === 0) throw functionNotFound(call, named);
  // Pages go by number (Terraform takes the last one for the newest), not by the text of the ids.
  const { items, next } = await lambdaPage(input, async (after, limit) => {
    const number = after === "" ? -1 : numberOf(after.slice(parent.length + 1));
    return all.filter(({ body }) => numberOf(body.configuration.Version) > number).slice(0, limit);
  });
  const Versions = items.map((version) => listed(call, version, true));
  return { Versions, ...(next !== undefined && { NextMarker: next }) };
}

type Version = StoredDocument<"functionVersion">;

/** By function, then `$LATEST`, then by number. */
function inOrder(left: Version, right: Version): number {
  const [a, b] = [left.body.configuration, right.body.configuration];
  if (a.FunctionName !== b.FunctionName) return (a.FunctionName ?? "") < (b.FunctionName ?? "") ? -1 : 1;
  return numberOf(a.Version) - numberOf(b.Version);
}

function numberOf(version: string | undefined): number {
  return version === LATEST ? 0 : Number(version);
}

function listed(call: Call, { body }: Version, qualified: boolean): FunctionConfiguration {
  const { FunctionName = "", Version = "" } = body.configuration;
  const target = { region: call.region, functionName: FunctionName, qualifier: qualified ? Version : null };
  return listedConfiguration(call, target, body);
}
