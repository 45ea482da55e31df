import { env } from "cloudflare:workers";
import type { Env } from "../../src/app.ts";
import { countingDb } from "./counting-db.ts";

/** What requests cost of the worker's bindings: calls of each, since the last reset. */
export interface BindingCalls {
  DB: number;
  CACHE: number;
  objects: number;
}

/** The worker's bindings and variables, counted: statements of D1, operations of KV, calls of Durable Objects of any class. */
export function countingEnv(): { env: Env; calls(): BindingCalls; reset(): void } {
  const real = ownBindings();
  const db = countingDb(real.DB);
  const counts = { CACHE: 0, objects: 0 };
  const counted: Record<string, unknown> = { ...real, DB: db.db, CACHE: countCalls(real.CACHE, () => counts.CACHE++) };
  for (const [name, binding] of Object.entries(real)) {
    if (isNamespace(binding)) counted[name] = countObjects(binding, () => counts.objects++);
  }
  return {
    env: counted as unknown as Env,
    calls: () => ({ DB: db.cost.statements, ...counts }),
    reset: () => {
      db.reset();
      Object.assign(counts, { CACHE: 0, objects: 0 });
    },
  };
}

/** The worker's own: without what the test runner adds, which the worker would refuse as an unknown variable. */
function ownBindings(): Env {
  const own = Object.entries(env).filter(([name]) => !name.startsWith("__VITEST"));
  return Object.fromEntries(own) as unknown as Env;
}

function isNamespace(binding: unknown): binding is DurableObjectNamespace {
  return typeof binding === "object" && binding !== null && "idFromName" in binding;
}

/** A namespace whose stubs tell each call of a method. */
function countObjects(namespace: DurableObjectNamespace, onCall: () => void): DurableObjectNamespace {
  const stubOf = (stub: object): object => countCalls(stub, onCall);
  return new Proxy(namespace, {
    get(target, name) {
      if (name === "get") return (id: DurableObjectId) => stubOf(target.get(id));
      if (name === "getByName") return (objectName: string) => stubOf(target.getByName(objectName));
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

/** The same object, telling each call of a method. */
function countCalls<T extends object>(target: T, onCall: () => void): T {
  return new Proxy(target, {
    get(own, name) {
      const member: unknown = Reflect.get(own, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        onCall();
        return Reflect.apply(member, own, args);
      };
    },
  });
}
