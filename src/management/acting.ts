import type { ApiKind, DefinitionKind } from "../model/api.ts";
import type { ChangeTopic } from "../model/change.ts";

/**
 * When a change reaches traffic. *plan*: by the next deployment (with automatic deployment: at once). *stage*: at once, for the
 * stage that it is about. *live*: at once, for everything that uses it. *never*: traffic does not know it.
 */
export type Acts = "plan" | "stage" | "live" | "never";

/** What the change log speaks of beside APIs: things that stand outside of any API. */
type Shared = Exclude<ChangeTopic, "api" | "cache">;

type ActingByApi = Partial<Record<ApiKind, Acts>>;

const everywhere = (acts: Acts): ActingByApi => ({ REST: acts, HTTP: acts, WEBSOCKET: acts });
const v2 = (acts: Acts): ActingByApi => ({ HTTP: acts, WEBSOCKET: acts });

/**
 * What acts when, by resource and API type (developer guide, "Updates to a REST API that require redeployment"; where AWS was seen
 * to do otherwise, as it does: API keys, usage plans and VPC links act at once). `api` is the API's own settings: CORS, resource
 * policy, binary types, compression, the source of API keys, whether its own endpoint is disabled.
 */
export const ACTING = {
  api: everywhere("plan"),

  route: v2("plan"),
  integration: v2("plan"),
  authorizer: v2("plan"),
  routeResponse: { WEBSOCKET: "plan" },
  integrationResponse: { WEBSOCKET: "plan" },
  model: { WEBSOCKET: "plan" },
  /** a deployment is seen once a stage points to it */
  deployment: v2("stage"),
  /** variables, throttles, access-log settings, the deployment */
  stage: v2("stage"),

  resource: { REST: "plan" },
  /** with its responses and its integration */
  method: { REST: "plan" },
  restAuthorizer: { REST: "plan" },
  restModel: { REST: "plan" },
  requestValidator: { REST: "plan" },
  gatewayResponse: { REST: "plan" },
  restDeployment: { REST: "stage" },
  /** variables, method settings, throttles, cache settings, canary, access-log settings, the deployment */
  restStage: { REST: "stage" },
  documentationPart: { REST: "never" },
  documentationVersion: { REST: "never" },

  /** a domain name with its mappings */
  domain: everywhere("live"),
  function: everywhere("live"),
  iam: everywhere("live"),
  account: everywhere("live"),
  apiKey: { REST: "live", HTTP: "live" },
  usagePlan: { REST: "live", HTTP: "live" },
  clientCertificate: { REST: "live" },
  vpcLink: { REST: "live", HTTP: "live" },
  /** with the IP sets that it refers to */
  webAcl: { REST: "live" },
} as const satisfies Record<"api" | DefinitionKind | Shared, ActingByApi>;

/** A row of the table. */
export type ActingResource = keyof typeof ACTING;

/** When a change of such a resource of an API of this type reaches traffic; undefined: such APIs have none. */
export function actsOn(resource: ActingResource, api: ApiKind): Acts | undefined {
  const row: ActingByApi = ACTING[resource];
  return row[api];
}
