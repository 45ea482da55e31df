/** What came of one step towards a domain that answers. */
export type HostingStep =
  | { kind: "active"; remote: string }
  /** `remote`: what is to be asked for again; the message tells what it waits for */
  | { kind: "pending"; remote: string; message: string | null }
  /** nothing that trying again would mend */
  | { kind: "failed"; remote: string | null; message: string }
  /** the host could not be asked, or asks for patience */
  | { kind: "later"; afterMillis: number | null; message: string };

/** Who hosts custom domains: attaches names to this worker and obtains their certificates. */
export interface DomainHosting {
  attach(domainName: string): Promise<HostingStep>;
  /** how far what attach began has come */
  check(remote: string): Promise<HostingStep>;
  /** active: it is gone */
  detach(remote: string): Promise<HostingStep>;
}
