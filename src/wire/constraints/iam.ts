// What IAM requires of its inputs beside their types, after AWS's API model: users, groups, roles, policies, access keys.

import type { Constraint, ServiceConstraints } from "./constraint.ts";

const actionNameType: Constraint = { maxLength: 128, minLength: 3 };
const contextKeyNameType: Constraint = { maxLength: 256, minLength: 5 };
const contextKeyTypeEnum: Constraint = {
  enum: [
    "string",
    "stringList",
    "numeric",
    "numericList",
    "boolean",
    "booleanList",
    "ip",
    "ipList",
    "binary",
    "binaryList",
    "date",
    "dateList",
  ],
};
const entityType: Constraint = { enum: ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"] };
const policyUsageType: Constraint = { enum: ["PermissionsPolicy", "PermissionsBoundary"] };
const resourceHandlingOptionType: Constraint = { maxLength: 64, minLength: 1 };
const resourceNameType: Constraint = { maxLength: 2048, minLength: 1 };
const accessKeyIdType: Constraint = { maxLength: 128, minLength: 16, pattern: "[\\w]+" };
const arnType: Constraint = { maxLength: 2048, minLength: 20 };
const existingUserNameType: Constraint = { maxLength: 128, minLength: 1, pattern: "[\\w+=,.@-]+" };
const groupNameType: Constraint = { maxLength: 128, minLength: 1, pattern: "[\\w+=,.@-]+" };
const markerType: Constraint = { maxLength: 320, minLength: 1, pattern: "[\\u0020-\\u00FF]+" };
const maxItemsType: Constraint = { min: 1, max: 1000, integer: true };
const pathPrefixType: Constraint = { maxLength: 512, minLength: 1, pattern: "\\u002F[\\u0021-\\u007F]*" };
const pathType: Constraint = { maxLength: 512, minLength: 1, pattern: "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)" };
const policyDescriptionType: Constraint = { maxLength: 1000 };
const policyDocumentType: Constraint = {
  maxLength: 131072,
  minLength: 1,
  pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
};
const policyNameType: Constraint = { maxLength: 128, minLength: 1, pattern: "[\\w+=,.@-]+" };
const policyPathType: Constraint = { maxLength: 512, minLength: 1, pattern: "((/[A-Za-z0-9\\.,\\+@=_-]+)*)/" };
const policyScopeType: Constraint = { enum: ["All", "AWS", "Local"] };
const policyVersionIdType: Constraint = { pattern: "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?" };
const roleDescriptionType: Constraint = {
  maxLength: 1000,
  pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*",
};
const roleMaxSessionDurationType: Constraint = { min: 3600, max: 43200, integer: true };
const roleNameType: Constraint = { maxLength: 64, minLength: 1, pattern: "[\\w+=,.@-]+" };
const statusType: Constraint = { enum: ["Active", "Inactive", "Expired"] };
const tagKeyType: Constraint = { maxLength: 128, minLength: 1, pattern: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+" };
const tagValueType: Constraint = { maxLength: 256, pattern: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*" };
const userNameType: Constraint = { maxLength: 64, minLength: 1, pattern: "[\\w+=,.@-]+" };

export const iamConstraints: ServiceConstraints = {
  everywhere: {
    AccessKeyId: accessKeyIdType,
    ActionNames: { item: actionNameType },
    CallerArn: resourceNameType,
    GroupName: groupNameType,
    Marker: markerType,
    MaxItems: maxItemsType,
    MaxSessionDuration: roleMaxSessionDurationType,
    NewPath: pathType,
    PermissionsBoundary: arnType,
    PermissionsBoundaryPolicyInputList: { item: policyDocumentType },
    PolicyArn: arnType,
    PolicyDocument: policyDocumentType,
    PolicyInputList: { item: policyDocumentType },
    PolicyName: policyNameType,
    PolicyUsageFilter: policyUsageType,
    ResourceArns: { item: resourceNameType },
    ResourceHandlingOption: resourceHandlingOptionType,
    ResourceOwner: resourceNameType,
    ResourcePolicy: policyDocumentType,
    RoleName: roleNameType,
    TagKeys: { item: tagKeyType, maxLength: 50 },
    Tags: { maxLength: 50 },
    VersionId: policyVersionIdType,
  },
  structures: {
    AddUserToGroupRequest: { UserName: existingUserNameType },
    AttachUserPolicyRequest: { UserName: userNameType },
    ContextEntry: { ContextKeyName: contextKeyNameType, ContextKeyType: contextKeyTypeEnum },
    CreateAccessKeyRequest: { UserName: existingUserNameType },
    CreateGroupRequest: { Path: pathType },
    CreatePolicyRequest: { Path: policyPathType, Description: policyDescriptionType },
    CreateRoleRequest: {
      Path: pathType,
      AssumeRolePolicyDocument: policyDocumentType,
      Description: roleDescriptionType,
    },
    CreateUserRequest: { Path: pathType, UserName: userNameType },
    DeleteAccessKeyRequest: { UserName: existingUserNameType },
    DeleteUserPermissionsBoundaryRequest: { UserName: userNameType },
    DeleteUserPolicyRequest: { UserName: existingUserNameType },
    DeleteUserRequest: { UserName: existingUserNameType },
    DetachUserPolicyRequest: { UserName: userNameType },
    GetUserPolicyRequest: { UserName: existingUserNameType },
    GetUserRequest: { UserName: existingUserNameType },
    ListAccessKeysRequest: { UserName: existingUserNameType },
    ListAttachedGroupPoliciesRequest: { PathPrefix: policyPathType },
    ListAttachedRolePoliciesRequest: { PathPrefix: policyPathType },
    ListAttachedUserPoliciesRequest: { UserName: userNameType, PathPrefix: policyPathType },
    ListEntitiesForPolicyRequest: { EntityFilter: entityType, PathPrefix: pathType },
    ListGroupsForUserRequest: { UserName: existingUserNameType },
    ListGroupsRequest: { PathPrefix: pathPrefixType },
    ListPoliciesRequest: { Scope: policyScopeType, PathPrefix: policyPathType },
    ListRolesRequest: { PathPrefix: pathPrefixType },
    ListUserPoliciesRequest: { UserName: existingUserNameType },
    ListUserTagsRequest: { UserName: existingUserNameType },
    ListUsersRequest: { PathPrefix: pathPrefixType },
    PutUserPermissionsBoundaryRequest: { UserName: userNameType },
    PutUserPolicyRequest: { UserName: existingUserNameType },
    RemoveUserFromGroupRequest: { UserName: existingUserNameType },
    SimulatePrincipalPolicyRequest: { PolicySourceArn: arnType },
    Tag: { Key: tagKeyType, Value: tagValueType },
    TagUserRequest: { UserName: existingUserNameType },
    UntagUserRequest: { UserName: existingUserNameType },
    UpdateAccessKeyRequest: { UserName: existingUserNameType, Status: statusType },
    UpdateGroupRequest: { NewGroupName: groupNameType },
    UpdateRoleDescriptionRequest: { Description: roleDescriptionType },
    UpdateRoleRequest: { Description: roleDescriptionType },
    UpdateUserRequest: { UserName: existingUserNameType, NewUserName: userNameType },
  },
};
