import type { PolicyProblem } from "../../policies/document.ts";

/** The paths of IAM's own resources, as its message lists them. */
const IAM_PATHS =
  "user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/";

/** What of S3 lies in a region and an account; buckets and objects have neither (Service Authorization Reference). */
const IN_S3_REGIONS = /^(accesspoint|access-grants|async-request|job|storage-lens|storage-lens-group)\/|^\*/;

/** What IAM has against a resource of an identity's policy; null: nothing. */
export function resourceProblem(resource: string, pointer: string): PolicyProblem | null {
  if (resource === "*") return null;
  const message = formatProblem(resource);
  if (message !== null) return { pointer, message, rule: "resource" };
  const [, , service, ...more] = arnParts(resource);
  const isWhole = more.length >= 3 || !resource.includes("::");
  return isWhole && service !== "" ? null : { pointer, message: `${resource} is no whole ARN`, rule: "legacy" };
}

function formatProblem(resource: string): string | null {
  const [, partition, service, region = "", account = "", ...path] = arnParts(resource);
  if (partition === undefined) return `Resource ${resource} must be in ARN format or "*".`;
  if (partition !== "aws" && partition !== "*")
    return `Partition "${partition}" is not valid for resource "${wholeArn(resource)}".`;
  if (service === undefined || /[*?]/.test(service))
    return "Resource vendor must be fully qualified and cannot contain regexes.";
  const id = path.join(":");
  if (service === "iam") return iamProblem(resource, region, id);
  const isGlobal = service === "route53" || (service === "s3" && !IN_S3_REGIONS.test(id));
  if (isGlobal && region !== "") return `Resource ${wholeArn(resource)} can not contain region information.`;
  if (isGlobal && account !== "" && id !== "") return `Resource ${resource} cannot contain an account id.`;
  return null;
}

function iamProblem(resource: string, region: string, id: string): string | null {
  if (region !== "") return `IAM resource ${resource} cannot contain region information.`;
  if (id === "*" || IAM_PATHS.split(", ").some((start) => id.startsWith(start))) return null;
  return `IAM resource path must either be "*" or start with ${IAM_PATHS}.`;
}

/** The parts of an ARN. Policy variables may have a colon of their own: "${aws:username}". */
export const arnParts = (arn: string): string[] => arn.replaceAll(/\$\{[^${}]*\}/g, "$").split(":");

/** The messages show a resource as an ARN, with `*` for the parts that it lacks. */
function wholeArn(resource: string): string {
  const [, partition = "*", service = "*", region = "*", account = "*", ...path] = resource.split(":");
  return ["arn", partition, service, region, account, path.length > 0 ? path.join(":") : "*"].join(":");
}
