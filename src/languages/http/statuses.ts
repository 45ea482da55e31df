const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** Whether answers of this status have no body (RFC 9110, section 6.4.1). The platform throws for one that has. */
export function isBodiless(status: number): boolean {
  return BODILESS.has(status);
}
