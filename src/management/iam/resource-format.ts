import type { PolicyProblem } from "../../policies/document.ts";

const PARTITIONS = new Set("* aws aws-cn aws-us-gov aws-eusc aws-iso aws-iso-b aws-iso-e aws-iso-f".split(" "));

/** The paths of IAM's own resources, as its message lists them. */
const IAM_PATHS =
  "user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/";

/** What IAM has against a resource of an identity's policy; null: nothing. */
export function resourceProblem(resource: string, pointer: string): PolicyProblem | null {
  if (resource === "*") return null;
  const message = formatProblem(resource);
  if (message !== null) return { pointer, message, rule: "resource" };
  const [, , service, ...more] = partsOf(resource);
  const isWhole = more.length >= 3 || !resource.includes("::");
  return isWhole && service !== "" ? null : { pointer, message: `${resource} is no whole ARN`, rule: "legacy" };
}

function formatProblem(resource: string): string | null {
  const [, partition, service, region = "", account = "", ...path] = partsOf(resource);
  if (partition === undefined) return `Resource ${resource} must be in ARN format or "*".`;
  if (!PARTITIONS.has(partition)) return partitionProblem(resource, partition);
  if (service === undefined) return "Resource vendor must be fully qualified and cannot contain regexes.";
  const id = path.join(":");
  if (region !== "" && service === "iam") return `IAM resource ${resource} cannot contain region information.`;
  // Buckets and objects have neither region nor account; access points, jobs and the like have both (Service Authorization Reference).
  if (region !== "" && account === "" && service === "s3")
    return `Resource ${resource} can not contain region information.`;
  if (service === "iam" && id !== "*" && !IAM_PATHS.split(", ").some((start) => id.startsWith(start)))
    return `IAM resource path must either be "*" or start with ${IAM_PATHS}.`;
  return null;
}

/** Policy variables may have a colon of their own: "${aws:username}". */
const partsOf = (resource: string): string[] => resource.replaceAll(/\$\{[^${}]*\}/g, "$").split(":");

/** The message shows the resource as an ARN, with `*` for the parts that it lacks. */
function partitionProblem(resource: string, partition: string): string {
  const parts = resource.split(":").slice(2);
  const [service = "*", region = "*", account = "*"] = parts;
  const id = parts.length > 3 ? parts.slice(3).join(":") : "*";
  return `Partition "${partition}" is not valid for resource "arn:${[partition, service, region, account, id].join(":")}".`;
}
