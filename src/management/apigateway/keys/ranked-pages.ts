import { pageOf, positionOf } from "../../pages.ts";
import { badRequest } from "../../../wire/faults.ts";

/** Cuts a page of rows in the order of falling ranks, of which one more than `limit` was read. */
export function rankedPage<T extends { rank: number }>(
  rows: readonly T[],
  limit: number,
): { items: T[]; position: string | undefined } {
  const { items, next } = pageOf(
    rows.map((row) => ({ id: String(row.rank), row })),
    limit,
  );
  return { items: items.map(({ row }) => row), position: next };
}

/** The rank before which a page begins; undefined: the first page. */
export function beforeOf(position: string | undefined): number | undefined {
  const text = positionOf(position);
  if (text === "") return undefined;
  if (!/^\d{1,15}$/.test(text)) throw badRequest("Invalid position token");
  return Number(text);
}
