/** Who calls, as an authorizer found out. What events and `$context` show of it differs by API type. */
export type Caller =
  | { kind: "jwt"; claims: Readonly<Record<string, unknown>>; scopes: readonly string[] | null }
  | {
      kind: "function";
      /** null: the authorizer named none (simple responses) */
      principalId: string | null;
      /** the values by which the authorizer was asked about the caller; empty: it looked at the whole request */
      identity: readonly string[];
      /** what the authorizer returned beside its verdict */
      context: Readonly<Record<string, unknown>> | null;
    }
  | {
      kind: "iam";
      accessKey: string;
      accountId: string;
      callerId: string;
      userArn: string;
      userId: string;
      principalOrgId: string | null;
      cognitoIdentity: { amr: readonly string[]; identityId: string; identityPoolId: string } | null;
    };
