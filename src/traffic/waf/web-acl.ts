import type { BlockPlan, RatePlan, WebAclParts, WebAclRulePlan } from "../../plan/web-acl.ts";
import type { Inspected } from "./components.ts";
import { RateCounter } from "./rate-counter.ts";
import { compileStatement, type Test } from "./statements.ts";

interface Rule {
  name: string;
  holds: Test;
  action: WebAclRulePlan["action"];
}

/** A web ACL as this isolate executes it. */
export class CompiledWebAcl {
  readonly name: string;
  readonly #rules: Rule[];
  readonly #defaultBlock: BlockPlan | null;
  readonly #counters = new Map<string, RateCounter>();

  /** `before`: an older version of the same web ACL; rules with a rate that have not changed count on. */
  constructor({ plan, addresses }: WebAclParts, before: CompiledWebAcl | null = null) {
    this.name = plan.name;
    this.#defaultBlock = plan.defaultBlock;
    this.#rules = plan.rules.map(({ name, statement, action }) => {
      const counter = (rate: RatePlan): RateCounter => this.#counter(name, rate, before);
      return { name, action, holds: compileStatement(statement, { addresses, counter }) };
    });
  }

  /** How a request is blocked, by the first rule that decides; null: it may pass. `counted` is told of rules that only count. */
  verdict(request: Inspected, counted: (rule: string) => void): BlockPlan | null {
    for (const { name, holds, action } of this.#rules) {
      if (!holds(request)) continue;
      if (action.kind === "allow") return null;
      if (action.kind === "block") return action.block;
      counted(name);
    }
    return this.#defaultBlock;
  }

  #counter(rule: string, rate: RatePlan, before: CompiledWebAcl | null): RateCounter {
    const key = `${rule} ${JSON.stringify(rate)}`;
    const counter = (before ? before.#counters.get(key) : undefined) ?? new RateCounter(rate.windowSeconds);
    this.#counters.set(key, counter);
    return counter;
  }
}
