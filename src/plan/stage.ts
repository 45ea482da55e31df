/** A stage as traffic reads it: all that acts at once, without a deployment (see management/acting.ts). */
export interface StagePlan {
  name: string;
  /** null: nothing is deployed to the stage yet */
  deploymentId: string | null;
  /** the deployment's place in the API's line of deployments; null as deploymentId */
  sequence: number | null;
  variables: Record<string, string>;
  /** null: no canary (only stages of REST APIs have one) */
  canary: CanaryPlan | null;
}

/** A second deployment that takes part of a stage's traffic. */
export interface CanaryPlan {
  deploymentId: string;
  sequence: number;
  /** 0 to 100, with fractions */
  percentTraffic: number;
  /** over the stage's own variables */
  variableOverrides: Record<string, string>;
  /** false: the canary has a cache of its own */
  useStageCache: boolean;
}
