import type { FunctionVersion } from "../functions/version.ts";
import { environmentRow, functionArn, functionId, LATEST, type StoredVersion } from "../model/function.ts";
import type { FunctionTarget } from "../plan/function-invoker.ts";
import { compilePolicy, type CompiledPolicy } from "../policies/compile.ts";
import { parsePolicy } from "../policies/parse.ts";
import { BoundedMap } from "../storage/bounded-map.ts";
import type { Holder } from "../storage/freshness.ts";
import { type FunctionRows, readFunction } from "../storage/function-reads.ts";
import { networkAllowed } from "./network.ts";

/** Functions (each by each of its qualifiers) held by one isolate, those that nobody has included. */
const KEPT_FUNCTIONS = 1_000;
const UNKNOWN_FOR_MS = 5_000;

/** A version that can run. */
export interface HeldVersion {
  /** its ARN is the one that it was called by */
  version: FunctionVersion;
  /** bytes of its archive */
  codeSize: number;
}

/** What a qualifier of a function means. */
export interface HeldFunction {
  id: string;
  /** as it was called, with its qualifier if it had one */
  arn: string;
  versions: readonly HeldVersion[];
  /** the share of each version, in the same order; they add up to 1 */
  weights: readonly number[];
  /** null: the resource policy is empty, nobody may call */
  policy: CompiledPolicy | null;
  /** how many may run at once; null: as many as come */
  concurrency: number | null;
}

interface Kept {
  id: string;
  /** null: there is no such function or qualifier */
  held: HeldFunction | null;
  readAt: number;
  stale: boolean;
}

export interface HeldFunctionPorts {
  db: D1Database;
  accountId: string;
  now(): number;
  /** opens what a version's document holds sealed */
  open(rowId: string, sealed: string): string;
}

/** The functions that this isolate holds; the change log says when one has changed. */
export class HeldFunctions implements Holder {
  readonly #ports: HeldFunctionPorts;
  readonly #kept = new BoundedMap<string, Kept>(KEPT_FUNCTIONS);
  /** grows with every change told: what was read during it is stale at once */
  #told = 0;

  constructor(ports: HeldFunctionPorts) {
    this.#ports = ports;
  }

  changed(id: string): void {
    this.#told++;
    for (const kept of this.#kept.values()) if (kept.id === id) kept.stale = true;
  }

  reset(): void {
    this.#told++;
    for (const kept of this.#kept.values()) kept.stale = true;
  }

  /** What a call means, null where there is no such function or qualifier. A promise: D1 is asked. */
  find(target: FunctionTarget): HeldFunction | null | Promise<HeldFunction | null> {
    const key = `${target.region}/${target.functionName}:${target.qualifier ?? ""}`;
    const kept = this.#kept.peek(key);
    if (kept && !kept.stale && (kept.held || this.#ports.now() - kept.readAt < UNKNOWN_FOR_MS)) return kept.held;
    return this.#load(key, target, kept);
  }

  /** Where D1 cannot be reached, what is held goes on being used. */
  async #load(key: string, target: FunctionTarget, before: Kept | undefined): Promise<HeldFunction | null> {
    const { db, now } = this.#ports;
    const id = functionId(target.region, target.functionName);
    const qualifier = target.qualifier ?? LATEST;
    const told = this.#told;
    let rows: FunctionRows | null;
    try {
      rows = await readFunction(db, id, qualifier, qualifier === LATEST ? "" : qualifier);
    } catch (error) {
      if (!before?.held) throw error;
      console.error(JSON.stringify({ event: "storageUnreachable", function: id, reason: String(error) }));
      return before.held;
    }
    const held = rows && this.#held(id, target, rows);
    this.#kept.set(key, { id, held, readAt: now(), stale: told !== this.#told });
    return held;
  }

  #held(id: string, target: FunctionTarget, rows: FunctionRows): HeldFunction | null {
    const shares = sharesOf(target.qualifier ?? LATEST, rows);
    const arn = functionArn(target.region, this.#ports.accountId, target.functionName, target.qualifier);
    const versions: HeldVersion[] = [];
    const weights: number[] = [];
    for (const [number, weight] of shares) {
      const stored = rows.versions.get(number);
      if (!stored) continue;
      versions.push(this.#version(id, arn, number, stored, rows));
      weights.push(weight);
    }
    if (versions.length === 0) return null;
    return { id, arn, versions, weights, policy: policyOf(rows), concurrency: rows.function.reservedConcurrency };
  }

  #version(id: string, arn: string, number: string, stored: StoredVersion, rows: FunctionRows): HeldVersion {
    const { configuration, sealedEnvironment } = stored;
    const environment =
      sealedEnvironment === null ? "{}" : this.#ports.open(environmentRow(id, number), sealedEnvironment);
    const { LogFormat, ApplicationLogLevel, LogGroup } = configuration.LoggingConfig ?? {};
    const version: FunctionVersion = {
      functionName: rows.function.functionName,
      version: number,
      arn,
      region: rows.function.region,
      runtime: configuration.Runtime ?? "",
      handler: configuration.Handler ?? "",
      codeSha256: configuration.CodeSha256 ?? "",
      // Sealed by management, which has checked that it is a map of texts.
      environment: JSON.parse(environment) as Record<string, string>,
      timeoutSeconds: configuration.Timeout ?? 3,
      memoryMegabytes: configuration.MemorySize ?? 128,
      networkAllowed: networkAllowed(rows.function.tags),
      ...(LogFormat === "JSON" && { logFormat: "JSON" as const }),
      ...(ApplicationLogLevel !== undefined && { logLevel: ApplicationLogLevel }),
      ...(LogGroup !== undefined && { logGroup: LogGroup }),
    };
    return { version, codeSize: configuration.CodeSize ?? 0 };
  }
}

/** The versions that a qualifier means, each with its share of the calls. */
function sharesOf(qualifier: string, { alias }: FunctionRows): [version: string, weight: number][] {
  if (!alias) return [[qualifier, 1]];
  const others = Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
  const rest = 1 - others.reduce((sum, [, weight]) => sum + weight, 0);
  return [[alias.FunctionVersion ?? "", rest], ...others];
}

function policyOf({ policy }: FunctionRows): CompiledPolicy | null {
  if (!policy || policy.statements.length === 0) return null;
  const parsed = parsePolicy({ Version: "2012-10-17", Statement: policy.statements }, "resource");
  if (!parsed.ok) throw new Error(`a function's policy cannot be read: ${JSON.stringify(parsed.problems)}`);
  return compilePolicy(parsed.policy);
}
