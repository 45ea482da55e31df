import { type CompiledPolicy, compilePolicy } from "../policies/compile.ts";
import { evaluateResourcePolicies } from "../policies/evaluate.ts";
import { parsePolicy } from "../policies/parse.ts";
import { conditionKeys } from "../policies/request.ts";
import type { DomainPrivacy } from "../plan/domain.ts";
import { sourceIp } from "./client.ts";

/**
 * Lets callers in to a private custom domain: its policy must allow them through one of the VPC endpoints that are associated with it
 * (developer guide, "Custom domain names for private APIs"). Whether they come from a private network is asked elsewhere.
 */
export class PrivateDomain {
  readonly #arn: string;
  readonly #policy: CompiledPolicy | null;
  readonly #sources: readonly string[];

  /** A policy was checked when it was put: one that is malformed closes the domain. */
  constructor({ arn, policy, sources }: DomainPrivacy) {
    const parsed = policy === null ? null : parsePolicy(policy, "resource");
    this.#arn = arn;
    this.#policy = parsed?.ok ? compilePolicy(parsed.policy) : null;
    this.#sources = sources;
  }

  accept(request: Request): boolean {
    const policy = this.#policy;
    if (!policy) return false;
    const ip = sourceIp(request) ?? undefined;
    return this.#sources.some((source) => {
      const keys = conditionKeys({ "aws:sourcevpce": source, "aws:sourceip": ip, "aws:vpcsourceip": ip });
      const principal = { type: "anonymous" } as const;
      const asked = { principal, action: "execute-api:Invoke", resource: this.#arn, keys };
      return evaluateResourcePolicies([policy], asked) === "allow";
    });
  }
}
