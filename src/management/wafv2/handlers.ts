import type { ServiceHandlers } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { associateWebACL, disassociateWebACL, getWebACLForResource, listResourcesForWebACL } from "./associations.ts";
import { createIPSet, deleteIPSet, getIPSet, listIPSets, updateIPSet } from "./ip-sets.ts";
import { listTagsForResource, tagResource, untagResource } from "./tags.ts";
import { checkCapacity, createWebACL, deleteWebACL, getWebACL, listWebACLs, updateWebACL } from "./web-acls.ts";

/** The operations of AWS WAF that protect stages of REST APIs. */
export const wafv2Handlers = {
  AssociateWebACL: associateWebACL,
  CheckCapacity: checkCapacity,
  CreateIPSet: createIPSet,
  CreateWebACL: createWebACL,
  DeleteIPSet: deleteIPSet,
  DeleteWebACL: deleteWebACL,
  DisassociateWebACL: disassociateWebACL,
  GetIPSet: getIPSet,
  GetWebACL: getWebACL,
  GetWebACLForResource: getWebACLForResource,
  ListIPSets: listIPSets,
  ListResourcesForWebACL: listResourcesForWebACL,
  ListTagsForResource: listTagsForResource,
  ListWebACLs: listWebACLs,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateIPSet: updateIPSet,
  UpdateWebACL: updateWebACL,
} satisfies ServiceHandlers<Call, "wafv2">;
