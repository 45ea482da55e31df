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

/** What the connection's object does for traffic after a message: null, nothing. */
export type Reply = string | Uint8Array<ArrayBuffer> | null;

/** How many objects hold the connections of one stage. */
export const SHARDS = 32;

const RANDOM_BYTES = 9;

/** Makes a connection's id, as AWS's 16 characters of base64: 9 random bytes, then the number of its object. */
export function newConnectionId(random: (bytes: Uint8Array) => void): string {
  const bytes = new Uint8Array(RANDOM_BYTES + 2);
  random(bytes);
  bytes[RANDOM_BYTES] = (bytes[RANDOM_BYTES] ?? 0) % SHARDS;
  bytes[RANDOM_BYTES + 1] = 0;
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

/** The number of the object that holds a connection; null: no id of this gateway. */
export function shardOf(connectionId: string): number | null {
  if (!/^[\w-]{15}=$/.test(connectionId)) return null;
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
  open(connection: Connection, request: Request, protocol: string | null): Promise<Response>;
  /** Sends to a connection; false: it is gone. */
  post(apiId: string, stage: string, id: string, data: Uint8Array): Promise<boolean>;
  /** Null: it is gone. */
  get(apiId: string, stage: string, id: string): Promise<ConnectionState | null>;
  /** Closes a connection; false: it is gone. */
  close(apiId: string, stage: string, id: string): Promise<boolean>;
}

export interface ConnectionState extends Pick<Connection, "connectedAt" | "sourceIp" | "userAgent"> {
  /** milliseconds since the epoch, of the last message in either direction */
  lastActiveAt: number;
}
