/** A usage plan as traffic reads it. AWS's shapes and names. */
export interface UsagePlanLimits {
  id: string;
  throttle?: ThrottleLimits;
  quota?: { limit?: number; period?: "DAY" | "WEEK" | "MONTH"; offset?: number };
  apiStages?: PlannedStage[];
  tags?: Record<string, string>;
}

/** A stage that a usage plan covers. */
export interface PlannedStage {
  apiId?: string;
  stage?: string;
  /** by `/{resourcePath}/{METHOD}` */
  throttle?: Record<string, ThrottleLimits>;
}

export interface ThrottleLimits {
  rateLimit?: number;
  burstLimit?: number;
}

/** An API key as traffic reads it, with its usage plans. */
export interface ApiKeyPlan {
  id: string;
  enabled: boolean;
  name: string | null;
  customerId: string | null;
  /** `{restApiId}/{stageName}`: stages that the key is good for without a usage plan */
  stageKeys: string[];
  plans: UsagePlanLimits[];
}
