/** A stage as traffic reads it: all that acts at once, without a deployment (see management/acting.ts). */
export interface StagePlan {
  name: string;
  /** null: nothing is deployed to the stage yet */
  deploymentId: string | null;
  /** the deployment's place in the API's line of deployments; null as deploymentId */
  sequence: number | null;
  variables: Record<string, string>;
}
