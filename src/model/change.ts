/**
 * What the change log speaks of. `id` names the thing: an API id, a domain name, a function's name, and so on.
 * One topic per family of caches that an isolate may hold.
 */
export type ChangeTopic =
  | "api"
  | "domain"
  | "function"
  | "apiKey"
  | "usagePlan"
  | "iam"
  | "account"
  | "cache"
  | "clientCertificate"
  | "vpcLink"
  | "webAcl";

export interface Change {
  topic: ChangeTopic;
  id: string;
}

/** The change after which no isolate keeps a verdict that an authorizer of this stage has given before. */
export function authorizersFlushed(apiId: string, stage: string): Change {
  return { topic: "cache", id: `authorizers ${apiId} ${stage}` };
}

/** A change with its place in the log. */
export interface LoggedChange extends Change {
  seq: number;
}

/** An answer of the change log: all changes after the asked sequence, or reset when the log no longer reaches back. */
export interface ChangePage {
  /** the log's newest sequence number */
  seq: number;
  changes: LoggedChange[];
  /** true: the asker must drop all that it holds */
  reset: boolean;
}
