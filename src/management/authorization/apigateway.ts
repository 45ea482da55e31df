import type { Operation } from "../../wire/schema.ts";
import type { Call } from "../call.ts";
import type { KeyValues } from "../request-keys.ts";
import { taggedPath } from "../tagged.ts";
import { type Access, type AnyInput, type ServiceRule, patchesOf, textOf } from "./access.ts";
import { definitionIn } from "./definition.ts";

/**
 * API Gateway's actions are the HTTP methods, its resources the paths: `apigateway:GET` on
 * `arn:aws:apigateway:{region}::/restapis/{id}/stages` (Service Authorization Reference, "Amazon API Gateway Management" and "… V2").
 * The region is that in which the API or domain was made, whatever the request was signed for: no other region is a way round a Deny.
 */
export const apiGatewayRule: ServiceRule = async (call, { operation }, input) => {
  if (NAMED.test(operation.name)) return [await namedAccess(call, operation, input)];
  const place = await placeOf(call, operation, input);
  const actions = [operation.method, ...(EXTRA[operation.name]?.(input) ?? [])];
  const own = actions.map((action) => ({ action: `apigateway:${action}`, ...place }));
  // A copy shows all that the original holds.
  const original = operation.name === "CreateRestApi" ? textOf(input, "cloneFrom") : undefined;
  if (original === undefined) return own;
  return [...own, { action: "apigateway:GET", ...(await resourceAt(call, `/restapis/${original}`)) }];
};

/** The newer parts of API Gateway have an action per operation, and resources that carry the account. */
const NAMED = /RoutingRule|Portal|Product/;

async function namedAccess(call: Call, operation: Operation, input: AnyInput): Promise<Access> {
  const place = await resourceAt(call, pathOf(operation, input), call.accountId);
  return { action: `apigateway:${operation.name}`, ...place };
}

/**
 * The path that an operation was called at, its labels decoded, without the prefix of v2. What the handlers take in any case stands in it as
 * it is stored: no way of writing a name is a way round a Deny.
 */
function pathOf(operation: Operation, input: AnyInput): string {
  const path = operation.path.replace(/^\/v2\//, "/");
  return path.replaceAll(/\{(\w+)\+?\}/g, (_, name: string) => {
    const value = textOf(input, name) ?? "";
    if (name.toLowerCase() === "domainname") return value.toLowerCase();
    return name === "httpMethod" ? value.toUpperCase() : value;
  });
}

type Place = Pick<Access, "resource" | "keys">;

async function placeOf(call: Call, operation: Operation, input: AnyInput): Promise<Place> {
  const path = pathOf(operation, input);
  if (!path.startsWith("/tags/")) return resourceAt(call, path);
  const arn = path.slice("/tags/".length);
  const tagged = taggedPath(arn);
  const { resource, keys } = await resourceAt(call, tagged ?? "");
  return { resource: `arn:aws:apigateway:${call.region}::/tags/${encodeURIComponent(tagged ? resource : arn)}`, keys };
}

async function resourceAt(call: Call, path: string, account = ""): Promise<Required<Place>> {
  const owner = await ownerOf(call, path);
  return {
    resource: `arn:aws:apigateway:${owner?.region ?? call.region}:${account}:${path}`,
    keys: resourceTags(owner?.tags ?? {}),
  };
}

interface Owner {
  region: string;
  tags: Record<string, string> | undefined;
}

/** The API or domain that a path lies in. */
async function ownerOf(call: Call, path: string): Promise<Owner | null> {
  const [, kind = "", id = ""] = path.split("/");
  if (id === "") return null;
  if (kind === "restapis" || kind === "apis") {
    const root = (await call.apis.read(id))?.root;
    return root ? { region: root.region, tags: root.kind === "REST" ? root.body.tags : root.body.Tags } : null;
  }
  if (kind === "domainnames") return (await call.documents.get("domain", id))?.body ?? null;
  return null;
}

function resourceTags(tags: Record<string, string>): KeyValues {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [`aws:resourcetag/${key.toLowerCase()}`, value]),
  );
}

/** What some operations need beside their method: AWS's actions that are permissions only. */
const EXTRA: Readonly<Record<string, (input: AnyInput) => string[]>> = {
  CreateRestApi: (input) => (input["policy"] === undefined ? [] : ["UpdateRestApiPolicy"]),
  UpdateRestApi: (input) => (patches(input, "/policy") ? ["UpdateRestApiPolicy"] : []),
  ImportRestApi: (input) => policyOf(input),
  PutRestApi: (input) => policyOf(input),
  CreateDomainName: (input) => truststore(input),
  UpdateDomainName: (input) => truststore(input),
};

/** A definition that brings the API's policy, or may, since it cannot be read. */
function policyOf(input: AnyInput): string[] {
  const definition = definitionIn(input, "body");
  const document = definition?.document;
  const has = typeof document === "object" && document !== null && "x-amazon-apigateway-policy" in document;
  return definition === null || has ? ["UpdateRestApiPolicy"] : [];
}

function truststore(input: AnyInput): string[] {
  const given =
    input["mutualTlsAuthentication"] !== undefined ||
    input["MutualTlsAuthentication"] !== undefined ||
    patches(input, "/mutualTlsAuthentication");
  return given ? ["AddCertificateToDomain"] : [];
}

function patches(input: AnyInput, path: string): boolean {
  return patchesOf(input).some((patch) => patch.path.startsWith(path));
}
