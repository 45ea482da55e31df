import { areCallersOwn, CALLERS_OWN_REFUSED } from "../../../../plan/callers-credentials.ts";
import { sign, type Credentials } from "../../../../sigv4/sign.ts";
import { BoundedMap } from "../../../../storage/bounded-map.ts";
import type { Later } from "../../../exchange.ts";
import { SharedWork } from "../../../../storage/shared-work.ts";
import type { RestApiPorts } from "../../parts.ts";

/**
 * The credentials to sign with on behalf of a role (null: there is none): the role's, or the gateway's own. A promise only where STS has
 * to be asked; it may reject.
 */
export type CredentialsOf = (
  own: Credentials,
  roleArn: string | null,
  region: string,
  later: Later,
) => Credentials | Promise<Credentials>;

interface Assumed {
  credentials: Credentials;
  /** milliseconds since the epoch */
  until: number;
}

const KEPT_ROLES = 100;
/** A role is assumed anew this long before its credentials end. */
const MARGIN_MILLIS = 5 * 60_000;
/** Whoever waits for another request's question to STS asks itself after this. */
const SHARED_FOR_MS = 5_000;
/** The name that API Gateway itself gives its sessions. */
const SESSION_NAME = "BackplaneAssumeRoleSession";

/** Where AWS_ASSUME_ROLES is on, the role of an integration is assumed at STS and kept until shortly before it ends. */
export function createRoles(ports: Pick<RestApiPorts, "aws" | "fetch" | "now">): CredentialsOf {
  const assumed = new BoundedMap<string, Assumed>(KEPT_ROLES);
  const work = new SharedWork<Assumed>(SHARED_FOR_MS, () => ports.now());
  return (own, roleArn, region, later) => {
    if (roleArn === null) return own;
    // A stage variable may have made it so.
    if (areCallersOwn(roleArn)) return Promise.reject(new Error(CALLERS_OWN_REFUSED));
    if (!ports.aws.assumesRoles) return own;
    const held = assumed.get(roleArn);
    if (held && held.until - MARGIN_MILLIS > ports.now()) return held.credentials;
    return work
      .run(roleArn, later, () => assume(own, roleArn, region, ports))
      .then((fresh) => {
        assumed.set(roleArn, fresh);
        return fresh.credentials;
      });
  };
}

async function assume(
  own: Credentials,
  roleArn: string,
  region: string,
  { aws, fetch, now }: Pick<RestApiPorts, "aws" | "fetch" | "now">,
): Promise<Assumed> {
  const url = `${aws.ownEndpoint("STS") ?? `https://sts.${region}.amazonaws.com`}/`;
  const form = { Action: "AssumeRole", Version: "2011-06-15", RoleArn: roleArn, RoleSessionName: SESSION_NAME };
  const body = new TextEncoder().encode(new URLSearchParams(form).toString());
  const headers = new Headers({ "Content-Type": "application/x-www-form-urlencoded" });
  const context = { credentials: own, region, service: "sts", now: now(), signingKeys: aws.signingKeys };
  const signature = sign({ method: "POST", url, headers, body }, context);
  for (const [name, value] of Object.entries(signature)) headers.set(name, value);
  const answer = await fetch(url, { method: "POST", headers, body });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`STS answered ${answer.status}: ${text.slice(0, 500)}`);
  return {
    credentials: {
      accessKeyId: element(text, "AccessKeyId"),
      secret: element(text, "SecretAccessKey"),
      sessionToken: element(text, "SessionToken"),
    },
    until: Date.parse(element(text, "Expiration")),
  };
}

/** The text of an element of STS's answer; credentials hold none of XML's own characters. */
function element(xml: string, name: string): string {
  const value = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
  if (value === undefined) throw new Error(`STS answered without ${name}`);
  return value.trim();
}
