import type { ApiKeyRow, KeyQuery } from "../../../storage/api-keys.ts";
import { badRequest } from "../../../wire/faults.ts";
import type { Call } from "../../call.ts";
import { limitOf, pageOf, positionOf } from "../../pages.ts";

/** A page of the keys that `query` asks for, in the order of falling ranks. */
export async function keyPage(
  call: Call,
  input: { position?: string | undefined; limit?: number | undefined },
  query: Omit<KeyQuery, "before" | "limit">,
): Promise<{ items: ApiKeyRow[]; position: string | undefined }> {
  const limit = limitOf(input.limit);
  const rows = await call.apiKeys.list({ ...query, before: rankOf(input.position), limit: limit + 1 });
  const { items, next } = pageOf(
    rows.map((row) => ({ id: String(row.rank), row })),
    limit,
  );
  return { items: items.map(({ row }) => row), position: next };
}

/** The rank before which a page begins; undefined: the first page. */
function rankOf(position: string | undefined): number | undefined {
  const text = positionOf(position);
  if (text === "") return undefined;
  if (!/^\d{1,15}$/.test(text)) throw badRequest("Invalid position token");
  return Number(text);
}
