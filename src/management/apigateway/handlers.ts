import { flushStageAuthorizersCache } from "./authorizers-cache.ts";
import type { ServiceHandlers } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { getAccount, updateAccount } from "./account.ts";
import { createAuthorizer, deleteAuthorizer, getAuthorizer, getAuthorizers, updateAuthorizer } from "./authorizers.ts";
import * as clientCertificates from "./client-certificates.ts";
import * as deployments from "./deployments.ts";
import * as documentationParts from "./documentation-parts.ts";
import * as documentationVersions from "./documentation-versions.ts";
import {
  deleteGatewayResponse,
  getGatewayResponse,
  getGatewayResponses,
  putGatewayResponse,
  updateGatewayResponse,
} from "./gateway-responses.ts";
import {
  deleteIntegrationResponse,
  getIntegrationResponse,
  putIntegrationResponse,
  updateIntegrationResponse,
} from "./integration-responses.ts";
import { deleteIntegration, getIntegration, putIntegration, updateIntegration } from "./integrations.ts";
import {
  deleteMethodResponse,
  getMethodResponse,
  putMethodResponse,
  updateMethodResponse,
} from "./method-responses.ts";
import { getExport } from "./export-rest-api.ts";
import { importDocumentationParts } from "./import-documentation.ts";
import { importRestApi, putRestApi } from "./import-rest-api.ts";
import { deleteMethod, getMethod, putMethod, updateMethod } from "./methods.ts";
import { createModel, deleteModel, getModel, getModels, getModelTemplate, updateModel } from "./models.ts";
import {
  createRequestValidator,
  deleteRequestValidator,
  getRequestValidator,
  getRequestValidators,
  updateRequestValidator,
} from "./request-validators.ts";
import { createResource, deleteResource, getResource, getResources, updateResource } from "./resources.ts";
import { createRestApi, deleteRestApi, getRestApi, getRestApis, updateRestApi } from "./rest-apis.ts";
import { getSdk, getSdkType, getSdkTypes } from "./sdks.ts";
import * as stages from "./stages.ts";
import { getTags, tagResource, untagResource } from "./tags.ts";
import { testInvokeAuthorizer } from "./test-invoke-authorizer.ts";
import { testInvokeMethod } from "./test-invoke-method.ts";
import * as vpcLinks from "./vpc-links.ts";

/** The operations of API Gateway v1 for the definitions of REST APIs. */
export const restApiHandlers = {
  CreateRestApi: createRestApi,
  GetRestApi: getRestApi,
  GetRestApis: getRestApis,
  UpdateRestApi: updateRestApi,
  DeleteRestApi: deleteRestApi,
  ImportRestApi: importRestApi,
  PutRestApi: putRestApi,
  GetExport: getExport,
  GetSdk: getSdk,
  GetSdkType: getSdkType,
  GetSdkTypes: getSdkTypes,
  ImportDocumentationParts: importDocumentationParts,

  CreateResource: createResource,
  GetResource: getResource,
  GetResources: getResources,
  UpdateResource: updateResource,
  DeleteResource: deleteResource,

  PutMethod: putMethod,
  GetMethod: getMethod,
  UpdateMethod: updateMethod,
  DeleteMethod: deleteMethod,
  TestInvokeMethod: testInvokeMethod,

  PutMethodResponse: putMethodResponse,
  GetMethodResponse: getMethodResponse,
  UpdateMethodResponse: updateMethodResponse,
  DeleteMethodResponse: deleteMethodResponse,

  PutIntegration: putIntegration,
  GetIntegration: getIntegration,
  UpdateIntegration: updateIntegration,
  DeleteIntegration: deleteIntegration,

  PutIntegrationResponse: putIntegrationResponse,
  GetIntegrationResponse: getIntegrationResponse,
  UpdateIntegrationResponse: updateIntegrationResponse,
  DeleteIntegrationResponse: deleteIntegrationResponse,

  CreateModel: createModel,
  GetModel: getModel,
  GetModels: getModels,
  GetModelTemplate: getModelTemplate,
  UpdateModel: updateModel,
  DeleteModel: deleteModel,

  CreateRequestValidator: createRequestValidator,
  GetRequestValidator: getRequestValidator,
  GetRequestValidators: getRequestValidators,
  UpdateRequestValidator: updateRequestValidator,
  DeleteRequestValidator: deleteRequestValidator,

  PutGatewayResponse: putGatewayResponse,
  GetGatewayResponse: getGatewayResponse,
  GetGatewayResponses: getGatewayResponses,
  UpdateGatewayResponse: updateGatewayResponse,
  DeleteGatewayResponse: deleteGatewayResponse,

  CreateAuthorizer: createAuthorizer,
  GetAuthorizer: getAuthorizer,
  GetAuthorizers: getAuthorizers,
  UpdateAuthorizer: updateAuthorizer,
  DeleteAuthorizer: deleteAuthorizer,
  TestInvokeAuthorizer: testInvokeAuthorizer,

  CreateDeployment: deployments.createDeployment,
  GetDeployment: deployments.getDeployment,
  GetDeployments: deployments.getDeployments,
  UpdateDeployment: deployments.updateDeployment,
  DeleteDeployment: deployments.deleteDeployment,

  CreateStage: stages.createStage,
  GetStage: stages.getStage,
  GetStages: stages.getStages,
  UpdateStage: stages.updateStage,
  DeleteStage: stages.deleteStage,
  FlushStageCache: stages.flushStageCache,
  FlushStageAuthorizersCache: flushStageAuthorizersCache,

  CreateDocumentationPart: documentationParts.createDocumentationPart,
  GetDocumentationPart: documentationParts.getDocumentationPart,
  GetDocumentationParts: documentationParts.getDocumentationParts,
  UpdateDocumentationPart: documentationParts.updateDocumentationPart,
  DeleteDocumentationPart: documentationParts.deleteDocumentationPart,

  CreateDocumentationVersion: documentationVersions.createDocumentationVersion,
  GetDocumentationVersion: documentationVersions.getDocumentationVersion,
  GetDocumentationVersions: documentationVersions.getDocumentationVersions,
  UpdateDocumentationVersion: documentationVersions.updateDocumentationVersion,
  DeleteDocumentationVersion: documentationVersions.deleteDocumentationVersion,

  GenerateClientCertificate: clientCertificates.generateClientCertificate,
  GetClientCertificate: clientCertificates.getClientCertificate,
  GetClientCertificates: clientCertificates.getClientCertificates,
  UpdateClientCertificate: clientCertificates.updateClientCertificate,
  DeleteClientCertificate: clientCertificates.deleteClientCertificate,

  CreateVpcLink: vpcLinks.createVpcLink,
  GetVpcLink: vpcLinks.getVpcLink,
  GetVpcLinks: vpcLinks.getVpcLinks,
  UpdateVpcLink: vpcLinks.updateVpcLink,
  DeleteVpcLink: vpcLinks.deleteVpcLink,

  GetTags: getTags,
  TagResource: tagResource,
  UntagResource: untagResource,

  GetAccount: getAccount,
  UpdateAccount: updateAccount,
} satisfies ServiceHandlers<Call, "apigateway">;
