/** The tag of a function that closes the network to its code; its value is `off`. */
const NETWORK_TAG = "tollgate:network";

/** Whether a function with these tags may open outgoing connections (where FUNCTION_NETWORK does not close them for all). */
export function networkAllowed(tags: Readonly<Record<string, string>>): boolean {
  return tags[NETWORK_TAG] !== "off";
}
