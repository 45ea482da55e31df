/** A custom domain as traffic reads it. */
export interface DomainPlan {
  mappings: DomainMapping[];
  /** the certificates in PEM that clients' certificates must lead to; null: no mutual TLS */
  truststore: string | null;
}

/** Where a custom domain sends the requests at and below one path. */
export interface DomainMapping {
  /** without slashes at its ends; empty for all that no other mapping takes */
  basePath: string;
  apiId: string;
  /** null: the path's next segment names the stage (base path mappings without a stage) */
  stage: string | null;
}
