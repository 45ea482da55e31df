import type { GroupChange } from "../../plan/connection.ts";

/** Headers of a backend's answer that say which groups the connection joins and leaves: names, comma-separated. */
const JOIN = "tollgate-join";
const LEAVE = "tollgate-leave";

/** Letters, digits and `_ . : @ -`, at most 128. */
const GROUP_NAME = /^[\w.:@-]{1,128}$/;

/** Whether a text may name a group. */
export function isGroupName(text: string): boolean {
  return GROUP_NAME.test(text);
}

/** What a backend's answer says of groups; null: nothing. Names that are none are left out. */
export function groupChange(headers: Headers | null): GroupChange | null {
  const join = names(headers?.get(JOIN));
  const leave = names(headers?.get(LEAVE));
  return join.length === 0 && leave.length === 0 ? null : { join, leave };
}

function names(list: string | null | undefined): string[] {
  return (list ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(isGroupName);
}
