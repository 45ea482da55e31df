// The operations that have a handler, of the services that are not built whole. Only these have their inputs and outputs in
// the wire tables, so that the worker does not carry what it cannot use; of all others it knows the name and the path, to
// answer that they are not built. Who adds a handler adds its name here; a test compares the two.

export const BUILT_OPERATIONS = {
  apigatewayv2: words(`
    CreateApi CreateApiMapping CreateAuthorizer CreateDeployment CreateDomainName CreateIntegration
    CreateIntegrationResponse CreateModel CreateRoute CreateRouteResponse CreateRoutingRule CreateStage
    CreateVpcLink DeleteAccessLogSettings DeleteApi DeleteApiMapping DeleteAuthorizer DeleteCorsConfiguration
    DeleteDeployment DeleteDomainName DeleteIntegration DeleteIntegrationResponse DeleteModel DeleteRoute
    DeleteRouteRequestParameter DeleteRouteResponse DeleteRouteSettings DeleteRoutingRule DeleteStage DeleteVpcLink
    ExportApi GetApi GetApiMapping GetApiMappings GetApis GetAuthorizer GetAuthorizers GetDeployment GetDeployments
    GetDomainName GetDomainNames GetIntegration GetIntegrationResponse GetIntegrationResponses GetIntegrations
    GetModel GetModelTemplate GetModels GetRoute GetRouteResponse GetRouteResponses GetRoutes GetRoutingRule
    GetStage GetStages GetTags GetVpcLink GetVpcLinks ImportApi ListRoutingRules PutRoutingRule ReimportApi
    ResetAuthorizersCache TagResource UntagResource UpdateApi UpdateApiMapping UpdateAuthorizer UpdateDeployment
    UpdateDomainName UpdateIntegration UpdateIntegrationResponse UpdateModel UpdateRoute UpdateRouteResponse
    UpdateStage UpdateVpcLink
  `),
  lambda: words(`
    AddPermission CreateAlias CreateFunction DeleteAlias DeleteFunction DeleteFunctionConcurrency
    DeleteFunctionEventInvokeConfig GetAlias GetFunction GetFunctionCodeSigningConfig GetFunctionConcurrency
    GetFunctionConfiguration GetFunctionEventInvokeConfig GetFunctionUrlConfig GetPolicy
    GetProvisionedConcurrencyConfig Invoke InvokeAsync InvokeWithResponseStream ListAliases
    ListFunctionEventInvokeConfigs ListFunctionUrlConfigs ListFunctions ListProvisionedConcurrencyConfigs ListTags
    ListVersionsByFunction PublishVersion PutFunctionConcurrency PutFunctionEventInvokeConfig RemovePermission
    TagResource UntagResource UpdateAlias UpdateFunctionCode UpdateFunctionConfiguration
    UpdateFunctionEventInvokeConfig
  `),
  iam: words(`
    AddUserToGroup AttachGroupPolicy AttachRolePolicy AttachUserPolicy CreateAccessKey CreateGroup CreatePolicy
    CreatePolicyVersion CreateRole CreateUser DeleteAccessKey DeleteGroup DeleteGroupPolicy DeleteLoginProfile
    DeletePolicy DeletePolicyVersion DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DeleteUser
    DeleteUserPermissionsBoundary DeleteUserPolicy DetachGroupPolicy DetachRolePolicy DetachUserPolicy
    GetAccessKeyLastUsed GetGroup GetGroupPolicy GetLoginProfile GetPolicy GetPolicyVersion GetRole GetRolePolicy
    GetUser GetUserPolicy ListAccessKeys ListAccountAliases ListAttachedGroupPolicies ListAttachedRolePolicies
    ListAttachedUserPolicies ListEntitiesForPolicy ListGroupPolicies ListGroups ListGroupsForUser
    ListInstanceProfilesForRole ListMFADevices ListPolicies ListPolicyTags ListPolicyVersions ListRolePolicies
    ListRoleTags ListRoles ListSSHPublicKeys ListServiceSpecificCredentials ListSigningCertificates ListUserPolicies
    ListUserTags ListUsers ListVirtualMFADevices PutGroupPolicy PutRolePermissionsBoundary PutRolePolicy
    PutUserPermissionsBoundary PutUserPolicy RemoveUserFromGroup SetDefaultPolicyVersion SimulateCustomPolicy
    SimulatePrincipalPolicy TagPolicy TagRole TagUser UntagPolicy UntagRole UntagUser UpdateAccessKey
    UpdateAssumeRolePolicy UpdateGroup UpdateRole UpdateRoleDescription UpdateUser
  `),
  sts: words(`
    AssumeRole GetCallerIdentity GetSessionToken
  `),
  logs: [],
  wafv2: words(`
    AssociateWebACL CheckCapacity CreateIPSet CreateWebACL DeleteIPSet DeleteWebACL DisassociateWebACL GetIPSet
    GetWebACL GetWebACLForResource ListIPSets ListResourcesForWebACL ListTagsForResource ListWebACLs TagResource
    UntagResource UpdateIPSet UpdateWebACL
  `),
};

function words(text) {
  return text.trim().split(/\s+/);
}

/** Structures that handlers refuse whatever is in them, and never answer with: the tables do without their members. */
export const REFUSED_SHAPES = new Set(
  words(`
    ApplicationConfig AsnMatchStatement AssociationConfig Body CapacityProviderConfig Cookies DataProtectionConfig DurableConfig
    FileSystemConfig FirewallManagerRuleGroup FunctionUrlConfig HeaderOrder Headers ImageConfig ImageConfigResponse
    InstanceProfile JsonBody LabelMatchStatement LoginProfile MFADevice ManagedRuleGroupStatement MonetizationConfig
    OnSourceDDoSProtectionConfig ProvisionedConcurrencyConfigListItem RegexPatternSetReferenceStatement
    RuleGroupReferenceStatement SSHPublicKeyMetadata ServiceSpecificCredentialMetadata SigningCertificate
    SqliMatchStatement TenancyConfig VirtualMFADevice XssMatchStatement
  `),
);
