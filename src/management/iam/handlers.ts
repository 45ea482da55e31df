import type { ServiceHandlers } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import * as absent from "./absent.ts";
import * as accessKeys from "./access-keys.ts";
import * as attachments from "./attachments.ts";
import * as boundaries from "./boundaries.ts";
import * as groups from "./groups.ts";
import * as inlinePolicies from "./inline-policies.ts";
import * as policies from "./policies.ts";
import * as policyVersions from "./policy-versions.ts";
import * as roles from "./roles.ts";
import * as simulate from "./simulate.ts";
import * as tags from "./tags.ts";
import * as users from "./users.ts";

/** The operations of IAM. */
export const iamHandlers = {
  CreateUser: users.createUser,
  GetUser: users.getUser,
  ListUsers: users.listUsers,
  UpdateUser: users.updateUser,
  DeleteUser: users.deleteUser,

  CreateAccessKey: accessKeys.createAccessKey,
  ListAccessKeys: accessKeys.listAccessKeys,
  UpdateAccessKey: accessKeys.updateAccessKey,
  DeleteAccessKey: accessKeys.deleteAccessKey,
  GetAccessKeyLastUsed: accessKeys.getAccessKeyLastUsed,

  CreateGroup: groups.createGroup,
  GetGroup: groups.getGroup,
  ListGroups: groups.listGroups,
  UpdateGroup: groups.updateGroup,
  DeleteGroup: groups.deleteGroup,
  AddUserToGroup: groups.addUserToGroup,
  RemoveUserFromGroup: groups.removeUserFromGroup,
  ListGroupsForUser: groups.listGroupsForUser,

  CreateRole: roles.createRole,
  GetRole: roles.getRole,
  ListRoles: roles.listRoles,
  UpdateRole: roles.updateRole,
  UpdateRoleDescription: roles.updateRoleDescription,
  UpdateAssumeRolePolicy: roles.updateAssumeRolePolicy,
  DeleteRole: roles.deleteRole,
  ListInstanceProfilesForRole: roles.listInstanceProfilesForRole,

  CreatePolicy: policies.createPolicy,
  GetPolicy: policies.getPolicy,
  ListPolicies: policies.listPolicies,
  DeletePolicy: policies.deletePolicy,
  CreatePolicyVersion: policyVersions.createPolicyVersion,
  GetPolicyVersion: policyVersions.getPolicyVersion,
  ListPolicyVersions: policyVersions.listPolicyVersions,
  SetDefaultPolicyVersion: policyVersions.setDefaultPolicyVersion,
  DeletePolicyVersion: policyVersions.deletePolicyVersion,

  PutUserPolicy: inlinePolicies.putUserPolicy,
  GetUserPolicy: inlinePolicies.getUserPolicy,
  ListUserPolicies: inlinePolicies.listUserPolicies,
  DeleteUserPolicy: inlinePolicies.deleteUserPolicy,
  PutGroupPolicy: inlinePolicies.putGroupPolicy,
  GetGroupPolicy: inlinePolicies.getGroupPolicy,
  ListGroupPolicies: inlinePolicies.listGroupPolicies,
  DeleteGroupPolicy: inlinePolicies.deleteGroupPolicy,
  PutRolePolicy: inlinePolicies.putRolePolicy,
  GetRolePolicy: inlinePolicies.getRolePolicy,
  ListRolePolicies: inlinePolicies.listRolePolicies,
  DeleteRolePolicy: inlinePolicies.deleteRolePolicy,

  AttachUserPolicy: attachments.attachUserPolicy,
  DetachUserPolicy: attachments.detachUserPolicy,
  ListAttachedUserPolicies: attachments.listAttachedUserPolicies,
  AttachGroupPolicy: attachments.attachGroupPolicy,
  DetachGroupPolicy: attachments.detachGroupPolicy,
  ListAttachedGroupPolicies: attachments.listAttachedGroupPolicies,
  AttachRolePolicy: attachments.attachRolePolicy,
  DetachRolePolicy: attachments.detachRolePolicy,
  ListAttachedRolePolicies: attachments.listAttachedRolePolicies,
  ListEntitiesForPolicy: attachments.listEntitiesForPolicy,

  PutUserPermissionsBoundary: boundaries.putUserPermissionsBoundary,
  DeleteUserPermissionsBoundary: boundaries.deleteUserPermissionsBoundary,
  PutRolePermissionsBoundary: boundaries.putRolePermissionsBoundary,
  DeleteRolePermissionsBoundary: boundaries.deleteRolePermissionsBoundary,

  TagUser: tags.tagUser,
  UntagUser: tags.untagUser,
  ListUserTags: tags.listUserTags,
  TagRole: tags.tagRole,
  UntagRole: tags.untagRole,
  ListRoleTags: tags.listRoleTags,
  TagPolicy: tags.tagPolicy,
  UntagPolicy: tags.untagPolicy,
  ListPolicyTags: tags.listPolicyTags,

  SimulateCustomPolicy: simulate.simulateCustomPolicy,
  SimulatePrincipalPolicy: simulate.simulatePrincipalPolicy,

  GetLoginProfile: absent.getLoginProfile,
  DeleteLoginProfile: absent.deleteLoginProfile,
  ListAccountAliases: absent.listAccountAliases,
  ListMFADevices: absent.listMFADevices,
  ListSSHPublicKeys: absent.listSSHPublicKeys,
  ListServiceSpecificCredentials: absent.listServiceSpecificCredentials,
  ListSigningCertificates: absent.listSigningCertificates,
  ListVirtualMFADevices: absent.listVirtualMFADevices,
} satisfies ServiceHandlers<Call, "iam">;
