import type { DefinitionKind, DefinitionKinds } from "../../model/api.ts";
import type { DefinitionReader } from "../../storage/definitions.ts";
import { badRequest } from "../../wire/faults.ts";
import { type Page, limitOf, pageOf, positionOf } from "../pages.ts";

/** What every list operation of API Gateway v2 takes: a number in text, and where the page before ended. */
export interface PageInput {
  MaxResults?: string | undefined;
  NextToken?: string | undefined;
}

/**
 * One page of a list in the order of ids. `read` gives at most `limit` rows with ids after `after`. Throws BadRequestException for
 * a token that no page has given and for a MaxResults that is no whole number above zero.
 */
export async function page<Row extends { id: string }>(
  input: PageInput,
  read: (after: string, limit: number) => Promise<Row[]>,
): Promise<Page<Row>> {
  const limit = limitOf(maxResults(input.MaxResults));
  return pageOf(await read(positionOf(input.NextToken), limit + 1), limit);
}

/** One page of an API's definitions of a kind; where `parent` is given only those of that owner. */
export async function definitionPage<K extends DefinitionKind>(
  reader: DefinitionReader,
  kind: K,
  input: PageInput,
  parent?: string,
): Promise<{ Items: DefinitionKinds[K][]; NextToken: string | undefined }> {
  const owner = parent === undefined ? {} : { parent };
  const { items, next } = await page(input, (after, limit) => reader.list(kind, { ...owner, after, limit }));
  return { Items: items.map(({ body }) => body), NextToken: next };
}

function maxResults(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw badRequest(`Invalid value '${text}' for MaxResults: it must be a whole number above 0`);
  return Number(text);
}
