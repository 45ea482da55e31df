import type { AliasConfiguration, FunctionConfiguration } from "@aws-sdk/client-lambda";

/** A function as such. Document id: `functionId`; all that belongs to it has that id as its parent. */
export interface StoredFunction {
  functionName: string;
  region: string;
  /** the number of the version published last, 0 without any; numbers are never given twice */
  lastVersion: number;
  tags: Record<string, string>;
  /** null: not reserved */
  reservedConcurrency: number | null;
}

/** A version of a function, `$LATEST` included; published ones never change. Document id: `qualifiedId`. */
export interface StoredVersion {
  /** AWS's own shape, with neither the environment nor what changes from answer to answer (State and the like) */
  configuration: FunctionConfiguration;
  /** the variables as JSON, sealed with the document's id; null: the function was given none */
  sealedEnvironment: string | null;
  /** for published ones: the description that $LATEST had; a version may have been given one of its own */
  publishedDescription?: string | undefined;
  /** another one with each update of the code, be it to the same; none before the first */
  codeRevision?: string | undefined;
}

/** What a function or one of its qualifiers allows to others. Document id: `qualifiedId`. */
export interface StoredFunctionPolicy {
  /** the statements in their order, each as AWS writes it */
  statements: PolicyStatement[];
}

/** A statement as AddPermission makes it. */
export interface PolicyStatement {
  Sid: string;
  Effect: "Allow";
  Principal: string | Record<string, string>;
  Action: string;
  Resource: string;
  Condition?: Record<string, Record<string, string>>;
}

/** An alias, as AWS shows it. Document id: `qualifiedId`. */
export type StoredAlias = AliasConfiguration;

/** How events for a qualifier are tried again. Document id: `qualifiedId`; that of the function itself has the qualifier `$LATEST`. */
export interface StoredEventConfig {
  /** null: not set, as everywhere here */
  maximumRetryAttempts: number | null;
  maximumEventAgeInSeconds: number | null;
  /** milliseconds since the epoch */
  changedAt: number;
}

/** The version that can be changed. */
export const LATEST = "$LATEST";

/** The id of a function's document: names are unique within a region. */
export function functionId(region: string, functionName: string): string {
  return `${region}/${functionName}`;
}

/** The id of what belongs to a qualifier of a function. */
export function qualifiedId(id: string, qualifier: string): string {
  return `${id}:${qualifier}`;
}

/** The row that a version's environment is sealed for; `id`: of the function. */
export function environmentRow(id: string, version: string): string {
  return `function/${qualifiedId(id, version)}`;
}

/** A function's ARN. */
export function functionArn(
  region: string,
  accountId: string,
  functionName: string,
  qualifier?: string | null,
): string {
  const suffix = qualifier === undefined || qualifier === null ? "" : `:${qualifier}`;
  return `arn:aws:lambda:${region}:${accountId}:function:${functionName}${suffix}`;
}

/** The parts of a function's name as calls give it; what is not said is null. */
export interface FunctionReference {
  region: string | null;
  accountId: string | null;
  functionName: string;
  qualifier: string | null;
}

const REFERENCE =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:((?:eusc-)?[a-z]{2}(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** Reads a function's name, ARN or partial ARN (Lambda API reference, FunctionName). Null: it is none. */
export function parseFunctionReference(text: string): FunctionReference | null {
  const match = REFERENCE.exec(text);
  if (!match) return null;
  const [, region, accountId, functionName = "", qualifier] = match;
  return { region: region ?? null, accountId: accountId ?? null, functionName, qualifier: qualifier ?? null };
}
