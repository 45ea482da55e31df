import type { FunctionOutcome } from "../../../plan/function-invoker.ts";
import { type CompiledPolicy, compilePolicy } from "../../../policies/compile.ts";
import { parsePolicy } from "../../../policies/parse.ts";

/** What an authorizer function said of a caller. Plain enough to be kept and shared between requests. */
export type FunctionVerdict =
  | {
      readonly kind: "policy";
      readonly policy: CompiledPolicy;
      readonly principalId: string | null;
      readonly context: Readonly<Record<string, unknown>> | null;
      /** the API key that the caller's requests count for, where keys come from authorizers */
      readonly usageIdentifierKey: string | null;
    }
  | {
      readonly kind: "simple";
      readonly isAuthorized: boolean;
      readonly context: Readonly<Record<string, unknown>> | null;
    };

/** Why there is no verdict: the function said so, it could not be asked, or what it said is none. */
export type NoVerdict =
  | { readonly kind: "unauthorized" }
  | { readonly kind: "failed" | "misconfigured"; readonly reason: string };

/**
 * What a function must answer. `policy`: a policy, with a context of texts, numbers and booleans that is handed on as texts (REST
 * APIs); `httpPolicy`: the same with a context of any JSON; `simple`: `{isAuthorized, context}`.
 */
export type VerdictForm = "policy" | "httpPolicy" | "simple";

const misconfigured = (reason: string): NoVerdict => ({ kind: "misconfigured", reason });

/** Reads what became of a call (developer guide, "Output from an API Gateway Lambda authorizer"). */
export function readVerdict(outcome: FunctionOutcome, form: VerdictForm): FunctionVerdict | NoVerdict {
  if (outcome.kind !== "answered") {
    const { kind, reason } = outcome;
    return kind === "unknownFunction" || kind === "notPermitted" ? misconfigured(reason) : { kind: "failed", reason };
  }
  const result = parse(outcome.payload);
  if (outcome.functionError !== null) {
    const message = isObject(result) ? result["errorMessage"] : undefined;
    // AWS takes exactly this message for a 401.
    return message === "Unauthorized" ? { kind: "unauthorized" } : misconfigured("the authorizer function failed");
  }
  if (!isObject(result)) return misconfigured("the authorizer function's result is no object");
  const context = readContext(result["context"], form);
  if (context === undefined) return misconfigured("the context of the authorizer function's result is malformed");
  return form === "simple" ? simpleVerdict(result, context) : policyVerdict(result, context);
}

type Context = Readonly<Record<string, unknown>> | null;

function simpleVerdict({ isAuthorized }: Record<string, unknown>, context: Context): FunctionVerdict | NoVerdict {
  if (typeof isAuthorized === "boolean") return { kind: "simple", isAuthorized, context };
  return misconfigured("the authorizer function's result has no isAuthorized");
}

function policyVerdict(result: Record<string, unknown>, context: Context): FunctionVerdict | NoVerdict {
  const { policyDocument, principalId, usageIdentifierKey } = result;
  const parsed = parsePolicy(policyDocument, "identity");
  if (!isObject(policyDocument) || !parsed.ok) {
    const problem = parsed.ok ? "it is no object" : (parsed.problems[0]?.message ?? "it is malformed");
    return misconfigured(`the policyDocument of the authorizer function's result: ${problem}`);
  }
  if (!isScalar(principalId)) return misconfigured("the principalId of the authorizer function's result is no text");
  return {
    kind: "policy",
    policy: compilePolicy(parsed.policy),
    principalId: principalId === undefined || principalId === null ? null : String(principalId),
    context,
    usageIdentifierKey: typeof usageIdentifierKey === "string" ? usageIdentifierKey : null,
  };
}

/** Undefined: it is none that the form allows. */
function readContext(context: unknown, form: VerdictForm): Context | undefined {
  if (context === undefined || context === null) return null;
  if (!isObject(context)) return undefined;
  if (form !== "policy") return context;
  const entries = Object.entries(context).filter(([, value]) => value !== null);
  if (!entries.every(([, value]) => isScalar(value))) return undefined;
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function parse(payload: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof payload === "string" ? payload : new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}

function isScalar(value: unknown): boolean {
  return value === undefined || value === null || ["string", "number", "boolean"].includes(typeof value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
