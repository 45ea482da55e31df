import { compilePolicy, type CompiledPolicy } from "../../../policies/compile.ts";
import { type AccessQuestion, decideAccess } from "../../../policies/decide.ts";
import { evaluateResourcePolicies, type Outcome, type ResourceOutcome } from "../../../policies/evaluate.ts";
import { refusalMessage } from "../../../policies/executeapi.ts";
import { parsePolicy } from "../../../policies/parse.ts";
import type { PolicyRequest, Principal } from "../../../policies/request.ts";
import type { RestHead } from "../../../plan/rest-api.ts";
import { conditionKeysOf } from "../../authorizers/condition-keys.ts";
import { compileInvokedArn, type InvokedArn } from "../../authorizers/invoked-arn.ts";
import { restFaults } from "../faults.ts";
import { answerRestFault } from "../gateway-response.ts";
import type { RestMethodParts } from "../parts.ts";
import type { RestExchange } from "../rest-exchange.ts";

const compiled = new WeakMap<RestHead, CompiledPolicy>();

/** An API's resource policy; null: it has none. A policy was checked when it was put: one that is malformed closes the API. */
function resourcePolicyOf(head: RestHead): CompiledPolicy | null {
  if (head.policy === null || head.policy === "") return null;
  let policy = compiled.get(head);
  if (!policy) {
    const parsed = parsePolicy(head.policy, "resource");
    if (!parsed.ok) throw new Error(`the resource policy is malformed: ${parsed.problems[0]?.message ?? ""}`);
    policy = compilePolicy(parsed.policy);
    compiled.set(head, policy);
  }
  return policy;
}

/** Who asks for access, once that is known. */
export interface Asker {
  principal: Principal;
  /** condition keys that come with who calls */
  keys: Readonly<Record<string, string>> | null;
}

/** A caller of whom no policy speaks by name: nobody was asked, or an authorizer vouches for it. */
export const ANONYMOUS: Asker = { principal: { type: "anonymous" }, keys: null };

/** What authorizers ask about access. */
export type AccessDecisions = Pick<Access, "hasPolicy" | "request" | "denied" | "decide">;

/** Decides about access to one method, by the API's resource policy and what else is known of the caller. */
export class Access {
  readonly #authorization: AccessQuestion["authorization"];
  readonly #policy: CompiledPolicy | null;
  readonly #arnOf: InvokedArn;

  constructor(
    { head, method }: Pick<RestMethodParts, "head" | "method">,
    authorization: AccessQuestion["authorization"],
  ) {
    this.#authorization = authorization;
    this.#policy = resourcePolicyOf(head);
    this.#arnOf = compileInvokedArn(method.resourcePath);
  }

  /** Whether the resource policy decides anything. */
  get hasPolicy(): boolean {
    return this.#policy !== null;
  }

  /** What policies are asked about. */
  request(exchange: RestExchange, { principal, keys }: Asker): PolicyRequest {
    return {
      principal,
      action: "execute-api:Invoke",
      resource: this.#arnOf(exchange),
      keys: conditionKeysOf(exchange, keys),
    };
  }

  /** Refuses before an authorizer is called, where the resource policy denies already. Null: go on. */
  denied(exchange: RestExchange): Response | null {
    if (!this.#policy) return null;
    const request = this.request(exchange, ANONYMOUS);
    const resourcePolicy = this.#ask(request);
    return resourcePolicy === "deny" ? this.#answer(exchange, request, resourcePolicy, "none") : null;
  }

  /** Refuses, or null: the caller may pass. `identity`: what the caller's own policies say of the request. */
  decide(exchange: RestExchange, request: PolicyRequest, identity: Outcome): Response | null {
    return this.#answer(exchange, request, this.#ask(request), identity);
  }

  #ask(request: PolicyRequest): ResourceOutcome | undefined {
    return this.#policy ? evaluateResourcePolicies([this.#policy], request) : undefined;
  }

  #answer(
    exchange: RestExchange,
    { principal, action, resource }: PolicyRequest,
    resourcePolicy: ResourceOutcome | undefined,
    identity: Outcome,
  ): Response | null {
    const authorization = this.#authorization;
    const sameAccount = principal.type !== "AWS" || principal.account === exchange.accountId;
    const decision = decideAccess({ authorization, resourcePolicy, identity, sameAccount });
    if (decision.access === "allow") return null;
    const callerArn = principal.type === "AWS" ? principal.arn : undefined;
    const byAuthorizer = authorization === "CUSTOM";
    const message = refusalMessage({ decision, callerArn, action, resource, byAuthorizer });
    return answerRestFault(exchange, { ...restFaults.accessDenied, message });
  }
}
