/** Sends an outgoing request; the global fetch in production. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
