/** Holds the table of what acts when (src/management/acting.ts) to what traffic shows. */
import { expect, it } from "vitest";
import { ACTING, type ActingResource, actsOn } from "../../src/management/acting.ts";
import type { ApiKind } from "../../src/model/api.ts";
import { request, type RequestOptions } from "./request.ts";

/** A change of a resource of a deployed API, and what shows that it acts. */
export interface Change {
  make(): Promise<unknown>;
  look(): Promise<unknown>;
  /** makes a deployment and points the stage to it */
  deploy(): Promise<unknown>;
}

/** A row: the resource, what of it changes, and what prepares that. */
export type ActingRow = [resource: ActingResource, what: string, prepare: () => Promise<Change>];

/** One test per row, and one that says which resources have none. `unseen`: what traffic cannot show here, with the reason. */
export function testActing(api: ApiKind, rows: ActingRow[], unseen: Partial<Record<ActingResource, string>>): void {
  it.each(rows)("%s: %s", async (resource, _what, prepare) => {
    const { make, look, deploy } = await prepare();
    const before = await look();
    await make();
    const after = await look();
    if (actsOn(resource, api) !== "plan") return expect(after).not.toEqual(before);
    expect(after).toEqual(before);
    await deploy();
    expect(await look()).not.toEqual(before);
  });

  it("every resource of the table that traffic knows has a row", () => {
    const resources = Object.keys(ACTING) as ActingResource[];
    const known = resources.filter((resource) => !["never", undefined].includes(actsOn(resource, api)));
    const tested = new Set([...rows.map(([resource]) => resource), ...Object.keys(unseen)]);
    expect(known.filter((resource) => !tested.has(resource))).toEqual([]);
  });
}

/** What a caller sees: status, CORS and body. */
export async function seen(url: string, options: RequestOptions = {}): Promise<unknown> {
  const answer = await request(url, options);
  return [answer.status, answer.headers.get("access-control-allow-origin"), answer.text];
}
