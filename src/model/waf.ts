import type {
  CaptchaConfig,
  ChallengeConfig,
  CustomResponseBody,
  DefaultAction,
  IPAddressVersion,
  Rule,
  VisibilityConfig,
} from "@aws-sdk/client-wafv2";

/** A shape of AWS's with text in the place of bytes: the search strings of rules, as they are stored. */
export type WithText<T> = T extends Uint8Array
  ? string
  : T extends readonly (infer Item)[]
    ? WithText<Item>[]
    : T extends object
      ? { [K in keyof T]: WithText<T[K]> }
      : T;

/** What IP sets and web ACLs have in common. */
interface WafResource {
  Id: string;
  Name: string;
  ARN: string;
  Description?: string;
  /** another one after every change: a writer names the one that it has read */
  LockToken: string;
  /** of the signature that created it; it is seen in this one only, as at AWS */
  region: string;
  tags: Record<string, string>;
}

/** A set of addresses. */
export interface StoredIpSet extends WafResource {
  IPAddressVersion: IPAddressVersion;
  /** networks: `192.0.2.0/24` */
  Addresses: string[];
}

/** What a web ACL does with requests. */
export interface WebAclDefinition {
  DefaultAction: WithText<DefaultAction>;
  Rules: WithText<Rule>[];
  CustomResponseBodies?: Record<string, CustomResponseBody>;
}

/** A web ACL. */
export interface StoredWebAcl extends WafResource, WebAclDefinition {
  VisibilityConfig: VisibilityConfig;
  CaptchaConfig?: CaptchaConfig;
  ChallengeConfig?: ChallengeConfig;
}
