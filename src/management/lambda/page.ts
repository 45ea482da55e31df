import { invalidParameterValue } from "../../wire/lambda-faults.ts";
import { type Page, pageOf, positionOf } from "../pages.ts";

/** Lambda's lists give 50 items unless asked for, and at most 50 of functions and versions (API reference). */
const PAGE_ITEMS = 50;

/** What the list operations of Lambda take. */
export interface MarkerInput {
  Marker?: string | undefined;
  MaxItems?: number | undefined;
}

/** One page in the order of ids. `read` gives at most `limit` rows with ids after `after`. */
export async function lambdaPage<Row extends { id: string }>(
  input: MarkerInput,
  read: (after: string, limit: number) => Promise<Row[]>,
): Promise<Page<Row>> {
  const limit = Math.min(input.MaxItems ?? PAGE_ITEMS, PAGE_ITEMS);
  return pageOf(await read(markerOf(input.Marker), limit + 1), limit);
}

function markerOf(marker: string | undefined): string {
  try {
    return positionOf(marker);
  } catch {
    throw invalidParameterValue(`Invalid marker: ${marker}`);
  }
}
