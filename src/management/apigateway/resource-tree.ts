import type { Resource } from "@aws-sdk/client-api-gateway";
import type { DefinitionReader } from "../../storage/definitions.ts";
import { badRequest, conflict } from "../../wire/faults.ts";

const PLAIN_PART = /^[a-zA-Z0-9._\-:$]+$/;
const VARIABLE_PART = /^\{[a-zA-Z0-9._\-:]+\+?\}$/;

/** A path part: plain text, `{variable}` or `{greedy+}` (CreateResource, pathPart). */
export function checkPathPart(pathPart: string): void {
  if (!PLAIN_PART.test(pathPart) && !isVariable(pathPart)) {
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    );
  }
}

function isVariable(pathPart: string | undefined): boolean {
  return pathPart !== undefined && VARIABLE_PART.test(pathPart);
}

export function pathBelow(parent: Resource, pathPart: string): string {
  return parent.path === "/" ? `/${pathPart}` : `${parent.path}/${pathPart}`;
}

/** Whether a resource lies somewhere below another. */
export function isBelow(resource: Resource, other: Resource): boolean {
  const { path = "" } = resource;
  return other.path === "/" ? path !== "/" : path.startsWith(`${other.path}/`);
}

/**
 * What AWS refuses of a resource's place: below a greedy variable, beside a sibling of the same name, beside another variable.
 * Siblings are listed only for a variable, so that plain resources cost the same however many there are.
 */
export async function checkPlace(reader: DefinitionReader, resource: Resource, parent: Resource): Promise<void> {
  if (parent.pathPart?.endsWith("+}")) {
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`);
  }
  const namesake = await reader.byName("resource", resource.path ?? "");
  if (namesake && namesake.id !== resource.id) {
    throw conflict(`Another resource with the same parent already has this name: ${resource.pathPart}`);
  }
  if (!isVariable(resource.pathPart)) return;
  const siblings = await reader.list("resource", { parent: parent.id ?? "" });
  const other = siblings.find(({ id, body }) => id !== resource.id && isVariable(body.pathPart));
  if (other) {
    throw badRequest(
      `A sibling (${other.body.pathPart}) of this resource already has a variable path part -- only one is allowed`,
    );
  }
}
