import { validationError } from "../../wire/iam-faults.ts";
import { positionOf, tokenOf } from "../pages.ts";

/** What every list operation takes. */
export interface PageInput {
  Marker?: string | undefined;
  MaxItems?: number | undefined;
}

/** What every list operation answers beside its list. */
export interface PageOutput {
  IsTruncated: boolean;
  Marker: string | undefined;
}

const DEFAULT_ITEMS = 100;

/** The key after which the page begins; empty for the first. Throws ValidationError for a marker that no page has given. */
export function afterOf({ Marker: marker }: PageInput): string {
  try {
    return positionOf(marker);
  } catch {
    throw validationError(`Invalid Marker: ${marker}`);
  }
}

/** How many rows to read: one more than the page holds, to see whether there is another. */
export function rowsOf({ MaxItems: items = DEFAULT_ITEMS }: PageInput): number {
  return items + 1;
}

/** Cuts a page from what was read. `keyOf` gives what the rows are ordered by. */
export function pageOf<T>(
  input: PageInput,
  rows: readonly T[],
  keyOf: (row: T) => string,
): { items: T[]; page: PageOutput } {
  const items = rows.slice(0, rowsOf(input) - 1);
  const last = items.at(-1);
  const more = rows.length > items.length && last !== undefined;
  return { items, page: { IsTruncated: more, Marker: more ? tokenOf(keyOf(last)) : undefined } };
}

/** A page of a list that was read whole, in the order of its keys. */
export function pageOfAll<T>(
  input: PageInput,
  rows: readonly T[],
  keyOf: (row: T) => string,
): { items: T[]; page: PageOutput } {
  const after = afterOf(input);
  return pageOf(
    input,
    rows.filter((row) => keyOf(row) > after),
    keyOf,
  );
}
