import type { RestHead, RestMethod } from "./rest-api.ts";

/** One call of a method as it is defined now, deployed or not. */
export interface TestInvocation {
  apiId: string;
  region: string;
  head: RestHead;
  method: RestMethod;
  /** of the request; the method's own may be ANY */
  httpMethod: string;
  /** raw, with a leading slash; where it does not fit the resource's path, the request has no path parameters */
  path: string;
  /** without the `?` */
  rawQuery: string;
  headers: [name: string, value: string][];
  body: string;
  stageVariables: Record<string, string>;
  /** who asked for the test: `$context.identity` shows the request as this caller's */
  caller: { accessKey: string; accountId: string; userArn: string; userId: string };
}

/** What a call of a method came to. */
export interface TestAnswer {
  status: number;
  /** a name as often as it has values */
  headers: [name: string, value: string][];
  body: string;
  /** milliseconds */
  latency: number;
  /** AWS's execution log, a line each, every one with its end */
  log: string;
}

/** Runs methods for TestInvokeMethod: from validation to the mapped answer, without authorization, keys, limits and cache. */
export interface MethodTester {
  test(invocation: TestInvocation): Promise<TestAnswer>;
}
