import { isGroupName } from "./groups.ts";

/** What a path of the connections' management names. */
export type ConnectionsTarget =
  /** `/@connections`: all of the stage */
  | { kind: "all" }
  /** `/@connections/{id}` */
  | { kind: "connection"; id: string }
  /** `/@connections/@groups/{name}` */
  | { kind: "group"; group: string }
  /** `/@connections/@groups/{name}/{id}` */
  | { kind: "member"; group: string; id: string }
  | { kind: "malformed" };

const PATH = /^\/(?:@|%40)connections(?:\/(.*))?$/i;

/** Reads a path below the stage, percent-encoded as it was sent. Null: it is not of the connections' management. */
export function connectionsTarget(path: string): ConnectionsTarget | null {
  const match = PATH.exec(path);
  if (!match) return null;
  const parts = segments(match[1] ?? "");
  if (!parts) return { kind: "malformed" };
  const [first = "", group = "", id] = parts;
  if (first === "") return parts.length === 1 ? { kind: "all" } : { kind: "malformed" };
  if (first !== "@groups") return parts.length === 1 ? { kind: "connection", id: first } : { kind: "malformed" };
  if (!isGroupName(group) || parts.length > 3) return { kind: "malformed" };
  return id === undefined ? { kind: "group", group } : { kind: "member", group, id };
}

function segments(path: string): string[] | null {
  try {
    return path.split("/").map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
