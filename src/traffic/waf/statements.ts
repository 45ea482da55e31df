import { cachedPattern } from "../../languages/regex/pattern-cache.ts";
import type { ForwardedPlan, RatePlan, SizeOperator, StatementPlan, TextPosition } from "../../plan/web-acl.ts";
import { isBound, sourceIp } from "../client.ts";
import { compileComponent, type Inspected } from "./components.ts";
import { forwardedAddresses } from "./forwarded.ts";
import { compileIpSet } from "./ip-set.ts";
import { RateCounter } from "./rate-counter.ts";

/** Whether a statement holds for a request. One with a rate counts the request. */
export type Test = (request: Inspected) => boolean;

type IpSetPlan = Extract<StatementPlan, { kind: "ipSet" }>;

/** What statements refer to. */
export interface StatementParts {
  addresses: Readonly<Record<string, string[]>>;
  /** the counter of a statement with a rate */
  counter(plan: RatePlan): RateCounter;
}

/** Makes a statement a function. */
export function compileStatement(plan: StatementPlan, parts: StatementParts): Test {
  switch (plan.kind) {
    case "ipSet":
      return inIpSet(plan, parts);
    case "country":
      return fromCountry(new Set(plan.codes));
    case "text":
      return compileComponent(plan.component, textTest(plan.position, plan.search));
    case "pattern":
      return compileComponent(plan.component, patternTest(plan.pattern));
    case "size":
      return compileComponent(plan.component, sizeTest(plan.operator, plan.size));
    case "and":
    case "or":
      return combined(
        plan.kind,
        plan.statements.map((one) => compileStatement(one, parts)),
      );
    case "not": {
      const test = compileStatement(plan.statement, parts);
      return (request) => !test(request);
    }
    case "rate":
      return beyondRate(plan, parts);
  }
}

function combined(kind: "and" | "or", tests: readonly Test[]): Test {
  return kind === "and"
    ? (request) => tests.every((test) => test(request))
    : (request) => tests.some((test) => test(request));
}

/** An address that nobody knows, as over a service binding, is in no set. */
function inIpSet({ arn, forwarded }: IpSetPlan, { addresses }: StatementParts): Test {
  const networks = addresses[arn];
  if (!networks) throw new Error(`a web ACL refers to ${arn}, which is not there`);
  const contains = compileIpSet(networks);
  if (forwarded) {
    return ({ request }) => {
      const claimed = forwardedAddresses(request, forwarded);
      return claimed === "unreadable" ? forwarded.fallback : claimed.some(contains);
    };
  }
  return ({ request }) => {
    const ip = sourceIp(request);
    return ip !== null && contains(ip);
  };
}

/** The platform's word on where the caller is; over a service binding there is none. */
function fromCountry(codes: ReadonlySet<string>): Test {
  return ({ request }) => {
    const country: unknown = isBound(request) ? undefined : request.cf?.country;
    return typeof country === "string" && codes.has(country);
  };
}

function textTest(position: TextPosition, search: string): (text: string) => boolean {
  switch (position) {
    case "EXACTLY":
      return (text) => text === search;
    case "STARTS_WITH":
      return (text) => text.startsWith(search);
    case "ENDS_WITH":
      return (text) => text.endsWith(search);
    case "CONTAINS":
      return (text) => text.includes(search);
    case "CONTAINS_WORD": {
      // The compiler lets words through only: there is nothing to escape.
      const word = new RegExp(`(?<!\\w)${search}(?!\\w)`);
      return (text) => word.test(text);
    }
  }
}

/** A match that would take too long is an error: the request fails rather than that a rule is passed over. */
function patternTest(source: string): (text: string) => boolean {
  const compiled = cachedPattern(source);
  if (!compiled.ok) throw new Error(`a web ACL has a pattern that cannot be read: ${source}`);
  const { pattern } = compiled;
  return (text) => pattern.find(text) !== undefined;
}

const encoder = new TextEncoder();

function sizeTest(operator: SizeOperator, size: number): (text: string) => boolean {
  const holds = COMPARISONS[operator];
  return (text) => holds(encoder.encode(text).length, size);
}

const COMPARISONS: Readonly<Record<SizeOperator, (bytes: number, size: number) => boolean>> = {
  EQ: (bytes, size) => bytes === size,
  NE: (bytes, size) => bytes !== size,
  LE: (bytes, size) => bytes <= size,
  LT: (bytes, size) => bytes < size,
  GE: (bytes, size) => bytes >= size,
  GT: (bytes, size) => bytes > size,
};

/** Counts the requests in scope, whatever becomes of them; holds for those beyond the limit. */
function beyondRate(plan: RatePlan, parts: StatementParts): Test {
  const counter = parts.counter(plan);
  const inScope = plan.scope && compileStatement(plan.scope, parts);
  const { by, limit } = plan;
  return (request) => {
    if (inScope && !inScope(request)) return false;
    const caller = by === "all" ? "" : by === "ip" ? sourceIp(request.request) : claimedCaller(request.request, by);
    if (typeof caller === "boolean") return caller;
    return caller !== null && counter.count(caller, request.startedAt) > limit;
  };
}

/** The address that a header claims; whether the statement holds without one; null: there is no such header. */
function claimedCaller(request: Request, forwarded: ForwardedPlan): string | boolean | null {
  const claimed = forwardedAddresses(request, forwarded);
  return claimed === "unreadable" ? forwarded.fallback : (claimed[0] ?? null);
}
