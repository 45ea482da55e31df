import type { ApiKind } from "../model/api.ts";
import type { ApiStore } from "../storage/api-store.ts";
import type { DocumentStore } from "../storage/documents.ts";

/** Who makes a management call. */
export interface Caller {
  accessKeyId: string;
  /** the administrator may do everything */
  admin: boolean;
  arn: string;
}

/** What every handler gets beside its input. */
export interface Call {
  accountId: string;
  /** of the call's signature */
  region: string;
  caller: Caller;
  apis: ApiStore;
  documents: DocumentStore;
  now(): Date;
  /** an id of lower-case letters and digits, as AWS makes them: 10 characters for APIs, 7 for routes, 6 for deployments */
  newId(length: number): string;
  /** where the API answers, as the caller can reach it: no slash at the end, no stage */
  apiEndpoint(apiId: string, kind: ApiKind): string;
  /** what a custom domain's DNS is to point to: a host of this gateway */
  domainTarget(id: string): string;
  /** whether a custom domain of this name would take requests from the gateway itself */
  isReservedDomain(name: string): boolean;
}
