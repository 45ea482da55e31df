import type { Config } from "./config.ts";
import { compileWildcard } from "./policies/wildcard.ts";
import type { Credentials } from "./sigv4/sign.ts";

/** Calls of the gateway to AWS: with which credentials, where to, and what may be called at all. */
export interface OutgoingAws {
  /** null: none are configured, nothing of AWS can be called */
  credentials: Credentials | null;
  /** The address of a service in a region, without a slash at the end. `service` as in AWS_ENDPOINT_URL_<SERVICE>, in lower case. */
  endpoint(service: string, region: string): string;
  /** The same, where AWS_ENDPOINT_URL or AWS_ENDPOINT_URL_<SERVICE> says it; null: it is AWS's own. */
  ownEndpoint(service: string): string | null;
  /** Whether roles of integrations are assumed. */
  assumesRoles: boolean;
  /** Whether AWS_INTEGRATION_ALLOW names the service, or a pattern of this ARN. */
  allows(service: string, arn: string): boolean;
}

/** Reads what the configuration says of AWS. `env` has the AWS SDKs' own variables, which are no part of the configuration. */
export function outgoingAws(config: Config, env: object): OutgoingAws {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: sessionToken } = config;
  const allowed = config.AWS_INTEGRATION_ALLOW.split(",").flatMap((text) => text.trim() || []);
  const services = new Set(allowed.filter((entry) => !entry.includes(":")));
  const patterns = allowed.filter((entry) => entry.includes(":") || entry === "*").map(compileWildcard);
  return {
    credentials:
      accessKeyId === "" || secret === ""
        ? null
        : { accessKeyId, secret, ...(sessionToken !== "" && { sessionToken }) },
    assumesRoles: config.AWS_ASSUME_ROLES === "on",
    ownEndpoint: (service) => configured(env, service) ?? null,
    endpoint: (service, region) => configured(env, service) ?? publicEndpoint(service, region),
    allows: (service, arn) => services.has(service) || patterns.some((matches) => matches(arn)),
  };
}

function configured(env: object, service: string): string | undefined {
  const own: unknown = Reflect.get(env, `AWS_ENDPOINT_URL_${service.toUpperCase()}`);
  const shared: unknown = own ?? Reflect.get(env, "AWS_ENDPOINT_URL");
  return typeof shared === "string" && shared !== "" ? shared.replace(/\/$/, "") : undefined;
}

function publicEndpoint(service: string, region: string): string {
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://${service}.${region}.${domain}`;
}

/** Tells the issuer of a user pool's tokens: Cognito's own address, or what stands below AWS_ENDPOINT_URL_COGNITO_IDP. */
export function userPoolIssuers(env: object): (region: string, poolId: string) => string {
  const own: unknown = Reflect.get(env, "AWS_ENDPOINT_URL_COGNITO_IDP");
  const base = typeof own === "string" ? own.replace(/\/$/, "") : null;
  return (region, poolId) => `${base ?? publicEndpoint("cognito-idp", region)}/${poolId}`;
}
