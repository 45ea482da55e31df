/** A custom domain as traffic reads it. */
export interface DomainPlan {
  mappings: DomainMapping[];
  rules: DomainRule[];
  /** which of both are asked: API_MAPPING_ONLY, ROUTING_RULE_ONLY, or the rules and then the mappings */
  routingMode: string;
  /** the certificates in PEM that clients' certificates must lead to; null: no mutual TLS */
  truststore: string | null;
  /** null: anyone may call it */
  privacy: DomainPrivacy | null;
}

/** Of a private domain: who is let in. */
export interface DomainPrivacy {
  /** the domain as policies name it */
  arn: string;
  /** nobody is let in without one */
  policy: string | null;
  /** the VPC endpoints that are associated with the domain: a caller comes through one of them */
  sources: string[];
}

/** Where a custom domain sends the requests at and below one path. */
export interface DomainMapping {
  /** without slashes at its ends; empty for all that no other mapping takes */
  basePath: string;
  apiId: string;
  /** null: the path's next segment names the stage (base path mappings without a stage) */
  stage: string | null;
}

/** A routing rule: where the requests go for which all its conditions hold; the lowest priority number is asked first. */
export interface DomainRule {
  priority: number;
  conditions: DomainRuleCondition[];
  apiId: string;
  stage: string;
  /** whether the API sees the path without the base path that matched */
  stripBasePath: boolean;
}

/** Holds where one of the base paths and one of the headers match; null asks for none. */
export interface DomainRuleCondition {
  /** without slashes at their ends, whole segments, case-sensitive */
  basePaths: string[] | null;
  /** names in any case; a glob has stars at its ends only */
  headers: { name: string; glob: string }[] | null;
}
