import type { Identity } from "../identities/identity.ts";
import type { ApiKind } from "../model/api.ts";
import type { ApiKeyStore } from "../storage/api-keys.ts";
import type { ApiStore } from "../storage/api-store.ts";
import type { DirectInvoker } from "../plan/function-invoker.ts";
import type { AuthorizerTester } from "../plan/authorizer-tester.ts";
import type { ObjectReader } from "../plan/object-reader.ts";
import type { MethodTester } from "../plan/method-tester.ts";
import type { DocumentStore } from "../storage/documents.ts";
import type { FunctionCodeStore } from "../storage/function-code.ts";
import type { IdentityStore } from "../storage/identity-store.ts";
import type { Secrets } from "../storage/secrets.ts";
import type { KeyValues } from "./request-keys.ts";
import type { KeepDomain } from "./domains/keep.ts";
import type { UsageCounters } from "./usage.ts";

/** What every handler gets beside its input. */
export interface Call {
  /** of the management request */
  requestId: string;
  accountId: string;
  /** of the call's signature */
  region: string;
  /** who makes it, by a verified signature */
  caller: Identity;
  /** condition keys of the request, for policies */
  requestKeys: KeyValues;
  apis: ApiStore;
  documents: DocumentStore;
  apiKeys: ApiKeyStore;
  /** requests that the account's APIs admit together, per second and at once; null: no limit */
  accountThrottle: { rateLimit: number; burstLimit: number } | null;
  /** what keys have used */
  usage: UsageCounters;
  functionCode: FunctionCodeStore;
  /** calls functions */
  functions: DirectInvoker;
  methodTester: MethodTester;
  authorizerTester: AuthorizerTester;
  /** reads truststores, and functions' code */
  objects: ObjectReader;
  identities: IdentityStore;
  secrets: Secrets;
  now(): Date;
  /** an id of lower-case letters and digits, as AWS makes them: 10 characters for APIs, 7 for routes, 6 for deployments */
  newId(length: number): string;
  /** a random UUID, as Lambda's revision ids are */
  newUuid(): string;
  /** fills with unpredictable bytes */
  random(bytes: Uint8Array): void;
  /** where the management APIs answer, as the caller reached them: no slash at the end */
  origin: string;
  /** where the API answers, as the caller can reach it: no slash at the end, no stage */
  apiEndpoint(apiId: string, kind: ApiKind): string;
  keepDomain: KeepDomain;
  /** what a custom domain's DNS is to point to: a host of this gateway */
  domainTarget(id: string): string;
  /** whether a custom domain of this name would take requests from the gateway itself */
  isReservedDomain(name: string): boolean;
}
