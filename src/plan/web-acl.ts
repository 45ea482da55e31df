/** A web ACL as traffic reads it: which requests to the stages that it protects are blocked. */
export interface WebAclPlan {
  name: string;
  /** in the order of their priority */
  rules: WebAclRulePlan[];
  /** what happens to a request that no rule decided; null: it is allowed */
  defaultBlock: BlockPlan | null;
}

export interface WebAclRulePlan {
  name: string;
  statement: StatementPlan;
  action: { kind: "allow" } | { kind: "count" } | { kind: "block"; block: BlockPlan };
}

/** How a blocked request is answered. */
export interface BlockPlan {
  /** null: the API's gateway response WAF_FILTERED */
  response: { status: number; headers: [name: string, value: string][]; body: string | null } | null;
}

/** A condition on a request. */
export type StatementPlan =
  | { kind: "ipSet"; arn: string; forwarded: ForwardedPlan | null }
  | { kind: "country"; codes: string[] }
  | { kind: "text"; component: ComponentPlan; position: TextPosition; search: string }
  | { kind: "pattern"; component: ComponentPlan; pattern: string }
  /** bytes of UTF-8 */
  | { kind: "size"; component: ComponentPlan; operator: SizeOperator; size: number }
  | { kind: "and" | "or"; statements: StatementPlan[] }
  | { kind: "not"; statement: StatementPlan }
  | RatePlan;

/** Holds for the requests of one caller, or of all, beyond so many in the window before now. */
export interface RatePlan {
  kind: "rate";
  limit: number;
  windowSeconds: number;
  by: "ip" | "all" | ForwardedPlan;
  /** only requests that it holds for are counted and limited; null: all */
  scope: StatementPlan | null;
}

/** The caller's address as a header claims it, where the operator trusts who writes it. Nothing holds for a request without the header. */
export interface ForwardedPlan {
  /** in lower case */
  header: string;
  /** which of several addresses */
  position: "FIRST" | "LAST" | "ANY";
  /** whether the statement holds where the header has no address there */
  fallback: boolean;
}

/** A part of a request, after transformations. Where a request has several such parts, one that fits is enough; where none, nothing fits. */
export interface ComponentPlan {
  part:
    | { kind: "method" | "path" | "query" | "allArguments" }
    /** header names in lower case; arguments of the query are found whatever their case */
    | { kind: "header" | "argument"; name: string };
  transformations: TextTransformation[];
}

export type TextTransformation = "LOWERCASE" | "URL_DECODE" | "COMPRESS_WHITE_SPACE";
export type TextPosition = "EXACTLY" | "STARTS_WITH" | "ENDS_WITH" | "CONTAINS" | "CONTAINS_WORD";
export type SizeOperator = "EQ" | "NE" | "LE" | "LT" | "GE" | "GT";

/** A web ACL with the addresses of the IP sets that it refers to, by their ARNs. */
export interface WebAclParts {
  plan: WebAclPlan;
  addresses: Record<string, string[]>;
}
