import type { FieldToMatch, TextTransformation as SdkTransformation } from "@aws-sdk/client-wafv2";
import { isToken } from "../../languages/http/token.ts";
import type { ComponentPlan, TextTransformation } from "../../plan/web-acl.ts";
import { onlyMember, refuseOthers, WebAclInvalid, WebAclUnsupported } from "./problems.ts";

const TRANSFORMATIONS = ["LOWERCASE", "URL_DECODE", "COMPRESS_WHITE_SPACE"] as const;

/** What statements about a part of the request say of that part. */
interface Inspection {
  FieldToMatch: FieldToMatch | undefined;
  TextTransformations: SdkTransformation[] | undefined;
}

export function compileComponent({ FieldToMatch: field, TextTransformations: given = [] }: Inspection): ComponentPlan {
  const ordered = given.toSorted((a, b) => (a.Priority ?? 0) - (b.Priority ?? 0));
  return { part: partOf(field), transformations: ordered.flatMap(({ Type: type = "NONE" }) => transformation(type)) };
}

function transformation(type: string): TextTransformation[] {
  if (type === "NONE") return [];
  const known = TRANSFORMATIONS.find((one) => one === type);
  if (known === undefined) throw new WebAclUnsupported(`TextTransformation.${type}`);
  return [known];
}

function partOf(field: FieldToMatch | undefined): ComponentPlan["part"] {
  const name = onlyMember("FIELD_TO_MATCH", "FieldToMatch", field);
  const { SingleHeader: header, SingleQueryArgument: argument } = field ?? {};
  if (header) return { kind: "header", name: headerName(nameOf("SingleHeader", header)) };
  if (argument) return { kind: "argument", name: nameOf("SingleQueryArgument", argument) };
  switch (name) {
    case "Method":
      return { kind: "method" };
    case "UriPath":
      return { kind: "path" };
    case "QueryString":
      return { kind: "query" };
    case "AllQueryArguments":
      return { kind: "allArguments" };
    default:
      throw new WebAclUnsupported(`FieldToMatch.${name}`);
  }
}

/** The platform throws for what can be no header's name. */
function headerName(name: string): string {
  if (!isToken(name)) throw new WebAclInvalid("SINGLE_HEADER", name, "No header has such a name.");
  return name;
}

function nameOf(place: string, named: { Name: string | undefined }): string {
  refuseOthers(place, named, ["Name"]);
  return (named.Name ?? "").toLowerCase();
}
