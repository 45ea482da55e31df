/** What is known of an open connection of a WebSocket API: kept with its socket, small enough for the platform's 16 KB. */
export interface Connection {
  /** URL-safe but for its end: names its object (`shardOf`) */
  id: string;
  apiId: string;
  stage: string;
  /** the Host that the client connected to */
  domainName: string;
  /** milliseconds since the epoch */
  connectedAt: number;
  sourceIp: string;
  userAgent: string | null;
  /** `$context.authorizer` as the authorizer returned it, with principalId; null: none */
  authorizer: Record<string, unknown> | null;
  /** what IAM told of who connected; null: nobody signed */
  iam: { accountId: string; userArn: string; userId: string; accessKey: string } | null;
  /** the API key that it was opened with: its id, and the hash that finds it again (the key itself is kept nowhere); null: none */
  apiKey: { id: string; lookup: string } | null;
}

/** A message of a client. */
export interface ClientMessage {
  connection: Connection;
  /** text, or bytes of a binary frame */
  data: string | Uint8Array<ArrayBuffer>;
}

/** How a connection ended. */
export interface Closing {
  connection: Connection;
  code: number;
  reason: string;
}

/** What the client of a message is sent: null, nothing. */
export type Reply = string | Uint8Array<ArrayBuffer> | null;

/** What the connection's object does after a message. */
export interface MessageOutcome {
  reply: Reply;
  /** null: its groups stay as they are */
  groups: GroupChange | null;
}

/** Groups of its stage that a connection joins and leaves. */
export interface GroupChange {
  join: readonly string[];
  leave: readonly string[];
}

/** How many objects hold the connections of one stage. */
export const SHARDS = 32;

const RANDOM_BYTES = 9;

/** Above it the first digit of base64 may be a dash. */
const MAX_FIRST_BYTE = 0x7f;

/**
 * Makes a connection's id, as AWS's 16 characters of base64: 9 random bytes, then the number of its object. It never begins
 * with a dash, since command lines (`aws apigatewaymanagementapi … --connection-id`) would take it for an option.
 */
export function newConnectionId(random: (bytes: Uint8Array) => void): string {
  const bytes = new Uint8Array(RANDOM_BYTES + 2);
  random(bytes);
  bytes[0] = (bytes[0] ?? 0) & MAX_FIRST_BYTE;
  bytes[RANDOM_BYTES] = (bytes[RANDOM_BYTES] ?? 0) % SHARDS;
  bytes[RANDOM_BYTES + 1] = 0;
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

/** Whether a text has the form of AWS's connection ids. */
export function isConnectionId(text: string): boolean {
  return /^[\w-]{15}=$/.test(text);
}

/** The number of the object that holds a connection; null: no id of this gateway. */
export function shardOf(connectionId: string): number | null {
  if (!isConnectionId(connectionId)) return null;
  const binary = atob(connectionId.replaceAll("-", "+").replaceAll("_", "/"));
  const shard = binary.charCodeAt(RANDOM_BYTES);
  return binary.length === RANDOM_BYTES + 2 && shard < SHARDS ? shard : null;
}

/** The name of the object that holds connections of a stage. */
export function shardName(apiId: string, stage: string, shard: number): string {
  return `${apiId}/${stage}/${shard}`;
}

/** What traffic and the connections management ask of the objects that hold connections. */
export interface Connections {
  /** Accepts the socket of an upgrade request; the answer is the 101. */
  open(connection: Connection, url: string, options: OpenOptions): Promise<Response>;
  /** Sends to a connection; false: it is gone. */
  post(apiId: string, stage: string, id: string, data: Uint8Array): Promise<boolean>;
  /** Null: it is gone. */
  get(apiId: string, stage: string, id: string): Promise<ConnectionState | null>;
  /** Closes a connection; false: it is gone. */
  close(apiId: string, stage: string, id: string): Promise<boolean>;
  /** Sends to all connections of a stage, or of one of its groups; gives how many that were. */
  broadcast(apiId: string, stage: string, data: Uint8Array, audience: Audience): Promise<number>;
  /** Lets a connection join and leave groups; false: it is gone. */
  regroup(apiId: string, stage: string, id: string, groups: GroupChange): Promise<boolean>;
  /** How many connections of a stage are open, all or those of a group. */
  count(apiId: string, stage: string, group: string | null): Promise<number>;
  /** The open connections after an id (null: from the first) in the order of their objects. */
  list(apiId: string, stage: string, after: string | null, limit: number): Promise<ConnectionState[]>;
}

/** How a connection is opened. */
export interface OpenOptions {
  /** the sub-protocol that the backend has chosen; null: none */
  protocol: string | null;
  /** groups that it is in from the start */
  groups: readonly string[];
}

/** Who hears a message. */
export interface Audience {
  /** null: everybody */
  group: string | null;
  /** a connection that does not; null: none */
  except: string | null;
}

export interface ConnectionState extends Pick<Connection, "id" | "connectedAt" | "sourceIp" | "userAgent"> {
  /** milliseconds since the epoch, of the last message in either direction */
  lastActiveAt: number;
}
