import { type Secrets, SecretsError } from "../storage/secrets.ts";

/**
 * What temporary credentials stand for. It is sealed into their session token, so that every isolate can open it and none needs to
 * look it up; what the owner may do is read apart, by the owner's id.
 */
export interface Session {
  /** the id of the role or user; null: the administrator */
  ownerId: string | null;
  /** the role's session name; null for a user's own session */
  name: string | null;
  secret: string;
  /** milliseconds since the epoch */
  issuedAt: number;
  expiresAt: number;
  /** documents that limit the session, as passed when it was made */
  policies: string[];
  /** session tags */
  tags: Record<string, string>;
  /** the keys of those that sessions made with this one keep, in any case; absent: none */
  transitive?: string[];
}

/** Temporary access keys begin so. */
export const SESSION_KEY_PREFIX = "ASIA";

const sessionRow = (accessKeyId: string): string => `iamSession/${accessKeyId}`;

/** Makes the session token of temporary credentials; it opens only beside this access key id. */
export function sealSession(secrets: Secrets, accessKeyId: string, session: Session): string {
  return secrets.seal(sessionRow(accessKeyId), JSON.stringify(session));
}

/** Opens a session token; null when it is not one of ours, was changed, or belongs to another access key. */
export function openSession(secrets: Secrets, accessKeyId: string, token: string): Session | null {
  try {
    // Only sealSession writes what opens under this name.
    return JSON.parse(secrets.open(sessionRow(accessKeyId), token)) as Session;
  } catch (error) {
    if (error instanceof SecretsError) return null;
    throw error;
  }
}
