import type { ServiceHandlers } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import * as apis from "./apis.ts";
import { resetAuthorizersCache } from "./authorizers-cache.ts";
import * as authorizers from "./authorizers.ts";
import * as deployments from "./deployments.ts";
import { exportApi } from "./export.ts";
import { importApi, reimportApi } from "./import.ts";
import * as integrationResponses from "./integration-responses.ts";
import * as integrations from "./integrations.ts";
import * as models from "./models.ts";
import * as routeResponses from "./route-responses.ts";
import * as routes from "./routes.ts";
import * as stages from "./stages.ts";
import * as tags from "./tags.ts";
import * as vpcLinks from "./vpc-links.ts";

/** The operations of API Gateway v2. */
export const v2Handlers = {
  CreateApi: apis.createApi,
  DeleteApi: apis.deleteApi,
  DeleteCorsConfiguration: apis.deleteCorsConfiguration,
  GetApi: apis.getApi,
  GetApis: apis.getApis,
  UpdateApi: apis.updateApi,
  ExportApi: exportApi,
  ImportApi: importApi,
  ReimportApi: reimportApi,

  CreateAuthorizer: authorizers.createAuthorizer,
  DeleteAuthorizer: authorizers.deleteAuthorizer,
  GetAuthorizer: authorizers.getAuthorizer,
  GetAuthorizers: authorizers.getAuthorizers,
  UpdateAuthorizer: authorizers.updateAuthorizer,

  CreateDeployment: deployments.createDeployment,
  DeleteDeployment: deployments.deleteDeployment,
  GetDeployment: deployments.getDeployment,
  GetDeployments: deployments.getDeployments,
  UpdateDeployment: deployments.updateDeployment,

  CreateIntegration: integrations.createIntegration,
  DeleteIntegration: integrations.deleteIntegration,
  GetIntegration: integrations.getIntegration,
  GetIntegrations: integrations.getIntegrations,
  UpdateIntegration: integrations.updateIntegration,

  CreateIntegrationResponse: integrationResponses.createIntegrationResponse,
  DeleteIntegrationResponse: integrationResponses.deleteIntegrationResponse,
  GetIntegrationResponse: integrationResponses.getIntegrationResponse,
  GetIntegrationResponses: integrationResponses.getIntegrationResponses,
  UpdateIntegrationResponse: integrationResponses.updateIntegrationResponse,

  CreateModel: models.createModel,
  DeleteModel: models.deleteModel,
  GetModel: models.getModel,
  GetModels: models.getModels,
  GetModelTemplate: models.getModelTemplate,
  UpdateModel: models.updateModel,

  CreateRoute: routes.createRoute,
  DeleteRoute: routes.deleteRoute,
  DeleteRouteRequestParameter: routes.deleteRouteRequestParameter,
  GetRoute: routes.getRoute,
  GetRoutes: routes.getRoutes,
  UpdateRoute: routes.updateRoute,

  CreateRouteResponse: routeResponses.createRouteResponse,
  DeleteRouteResponse: routeResponses.deleteRouteResponse,
  GetRouteResponse: routeResponses.getRouteResponse,
  GetRouteResponses: routeResponses.getRouteResponses,
  UpdateRouteResponse: routeResponses.updateRouteResponse,

  CreateStage: stages.createStage,
  DeleteAccessLogSettings: stages.deleteAccessLogSettings,
  DeleteRouteSettings: stages.deleteRouteSettings,
  DeleteStage: stages.deleteStage,
  GetStage: stages.getStage,
  GetStages: stages.getStages,
  ResetAuthorizersCache: resetAuthorizersCache,
  UpdateStage: stages.updateStage,

  GetTags: tags.getTags,
  TagResource: tags.tagResource,
  UntagResource: tags.untagResource,

  CreateVpcLink: vpcLinks.createVpcLink,
  DeleteVpcLink: vpcLinks.deleteVpcLink,
  GetVpcLink: vpcLinks.getVpcLink,
  GetVpcLinks: vpcLinks.getVpcLinks,
  UpdateVpcLink: vpcLinks.updateVpcLink,
} satisfies ServiceHandlers<Call, "apigatewayv2">;
