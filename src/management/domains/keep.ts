import type { CustomDomain, DomainAttachment } from "../../model/domain.ts";

/** How custom domains are attached to this worker. */
export interface KeepDomain {
  /** has someone look after a domain, so many milliseconds from now; null: nobody attaches domains */
  touch: ((domainName: string, afterMillis: number) => Promise<void>) | null;
  /** what the operator is to run where nobody does */
  hint(domainName: string): string;
}

/** Long enough for the write to be done: should the caller die after it, the keeper finds it. */
const SAFETY_MS = 5_000;

/** Makes or removes a domain and has it attached or detached, whatever happens in between. */
export async function kept<T>({ touch }: KeepDomain, domainName: string, write: () => Promise<T>): Promise<T> {
  await touch?.(domainName, SAFETY_MS);
  const result = await write();
  await touch?.(domainName, 0);
  return result;
}

/** A new domain's attachment; none where nobody attaches domains. */
export function firstAttachment({ touch }: KeepDomain): { attachment?: DomainAttachment } {
  return touch ? { attachment: { status: "UPDATING", message: null } } : {};
}

/** The attachment of a domain that is changed: one that failed, or was never tried, is tried again. */
export function attachedAgain(keep: KeepDomain, { attachment }: CustomDomain): { attachment?: DomainAttachment } {
  return attachment?.status === "AVAILABLE" ? {} : firstAttachment(keep);
}

/** A domain's status as both API generations show it. */
export function statusOf(
  keep: KeepDomain,
  { attachment, domainName }: CustomDomain,
): { status: DomainAttachment["status"]; message: string | undefined } {
  if (attachment) return { status: attachment.status, message: attachment.message ?? undefined };
  return { status: "AVAILABLE", message: keep.hint(domainName) || undefined };
}
