import { badRequest } from "../wire/faults.ts";

/** A page of a list that is read in the order of its ids. */
export interface Page<T> {
  items: T[];
  /** where the next page begins, opaque to clients; undefined on the last page */
  next: string | undefined;
}

/** Turns a client's position token back into the id after which the page begins; garbage is refused. */
export function positionOf(token: string | undefined): string {
  if (token === undefined || token === "") return "";
  const text = decodeBase64Url(token);
  if (!text?.startsWith("after:")) throw badRequest("Invalid position token");
  return text.slice("after:".length);
}

/** Cuts a page from rows of which one more than `limit` was read. */
export function pageOf<T extends { id: string }>(rows: T[], limit: number): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? tokenOf(last.id) : undefined };
}

/** Page sizes of API Gateway v1: 25 unless asked for, 500 at most (`GetRestApis`, limit); asking for more gives 500. */
export function limitOf(limit: number | undefined, most = 500): number {
  return limit === undefined || limit < 1 ? 25 : Math.min(limit, most);
}

/** The token of the page that begins after an id. */
export function tokenOf(id: string): string {
  return btoa(`after:${encodeURIComponent(id)}`)
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function decodeBase64Url(token: string): string | null {
  try {
    return decodeURIComponent(atob(token.replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    return null;
  }
}
