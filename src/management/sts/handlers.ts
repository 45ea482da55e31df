import type { ServiceHandlers } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { assumeRole } from "./assume-role.ts";
import { getCallerIdentity } from "./caller-identity.ts";
import { getSessionToken } from "./session-token.ts";

/** The operations of STS. */
export const stsHandlers = {
  AssumeRole: assumeRole,
  GetCallerIdentity: getCallerIdentity,
  GetSessionToken: getSessionToken,
} satisfies ServiceHandlers<Call, "sts">;
