import type { RestHead } from "./rest-api.ts";

/** One question to an authorizer as it is defined now, deployed or not. */
export interface AuthorizerTest {
  apiId: string;
  region: string;
  head: RestHead;
  authorizerId: string;
  /** raw, with a leading slash */
  path: string;
  /** without the `?` */
  rawQuery: string;
  headers: [name: string, value: string][];
  body: string;
  stageVariables: Record<string, string>;
}

/** What an authorizer said. */
export interface AuthorizerTestAnswer {
  /** what a client would have seen; 0: the authorizer succeeded, whatever its policy says */
  clientStatus: number;
  /** milliseconds */
  latency: number;
  /** AWS's execution log */
  log: string;
  principalId: string | null;
  /** the policy document that a function returned, as JSON */
  policy: string | null;
  /** of a user pool's token */
  claims: Record<string, string> | null;
}

/** Asks authorizers for TestInvokeAuthorizer: no verdict is kept, and none is taken from what is kept. */
export interface AuthorizerTester {
  test(question: AuthorizerTest): Promise<AuthorizerTestAnswer>;
}
