/** The definition, or what was mapped, makes no request that can be sent: 500 to the client, the message to the operator. */
export class Misconfigured extends Error {}
