import type { ServiceRule } from "./access.ts";

/** Operations that everybody may call who can sign (STS API Reference), and AssumeRole, which the role's trust policy decides too. */
const OPEN = new Set(["GetCallerIdentity", "GetSessionToken", "AssumeRole"]);

/** STS's actions are its operations. */
export const stsRule: ServiceRule = (_call, { operation }) =>
  OPEN.has(operation.name) ? [] : [{ action: `sts:${operation.name}`, resource: "*" }];
