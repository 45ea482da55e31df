import type { Call } from "../call.ts";

/** The ARN of a resource of the caller's region; its kind as ARNs call it: `ipset`, `webacl`. */
export function arnOf(call: Call, kind: string, name: string, id: string): string {
  return `arn:aws:wafv2:${call.region}:${call.accountId}:regional/${kind}/${name}/${id}`;
}

/** The collections of WAF's resources. */
export type WafCollection = "ipSet" | "webAcl";

/** What an ARN names, where it is an IP set or a web ACL. */
export function collectionOf(arn: string): WafCollection | undefined {
  const kind = /:regional\/(ipset|webacl)\//.exec(arn)?.[1];
  if (kind === undefined) return undefined;
  return kind === "ipset" ? "ipSet" : "webAcl";
}

/** The id at the end of an ARN of ours. */
export function idOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/** A stage of a REST API, by its ARN. */
export interface StagePlace {
  region: string;
  restApiId: string;
  stageName: string;
}

const STAGE = /^arn:aws:apigateway:([\w-]+)::\/restapis\/([^/]+)\/stages\/([^/]+)$/;

/** Null: the ARN is none of a stage of a REST API. */
export function stageOf(arn: string): StagePlace | null {
  const [, region = "", restApiId = "", stageName = ""] = STAGE.exec(arn) ?? [];
  return restApiId === "" ? null : { region, restApiId, stageName };
}

export function stageArn(region: string, restApiId: string, stageName: string): string {
  return `arn:aws:apigateway:${region}::/restapis/${restApiId}/stages/${stageName}`;
}
