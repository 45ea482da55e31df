import type { Integration, IntegrationResponse } from "@aws-sdk/client-api-gateway";
import { DocumentProblem, below } from "../problem.ts";
import { compact, numberAt, objectAt, type ObjectValue, textAt, textsAt } from "../values.ts";

/** Where an integration stands: for warnings as AWS words them. */
export interface IntegrationPlace {
  pointer: string;
  /** the resource's path and the method */
  path: string;
  method: string;
  warnings: string[];
}

const TYPES = ["HTTP", "AWS", "MOCK", "HTTP_PROXY", "AWS_PROXY"] as const;
const CONVERSIONS = ["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"] as const;

/** `x-amazon-apigateway-integration` as the integration that PutIntegration and PutIntegrationResponse would make. */
export function readIntegration(written: unknown, at: IntegrationPlace): Integration {
  const value = objectAt(written, at.pointer);
  const text = (key: string): string | undefined => textAt(value[key], below(at.pointer, key));
  const type = oneOf(TYPES, text("type"), below(at.pointer, "type"));
  const tls = objectAt(value["tlsConfig"], below(at.pointer, "tlsConfig"));
  return compact({
    type,
    // A mock has no backend, so no method of it either.
    httpMethod: type === "MOCK" ? undefined : text("httpMethod")?.toUpperCase(),
    uri: type === "MOCK" ? undefined : text("uri"),
    connectionType: connectionType(text("connectionType"), type),
    connectionId: text("connectionId"),
    credentials: text("credentials"),
    requestParameters: textMap(value, "requestParameters", at),
    requestTemplates: textMap(value, "requestTemplates", at),
    passthroughBehavior: text("passthroughBehavior")?.toUpperCase(),
    contentHandling: oneOf(CONVERSIONS, text("contentHandling"), below(at.pointer, "contentHandling")),
    timeoutInMillis: numberAt(value["timeoutInMillis"], below(at.pointer, "timeoutInMillis")),
    cacheNamespace: text("cacheNamespace"),
    cacheKeyParameters:
      value["cacheKeyParameters"] === undefined
        ? undefined
        : textsAt(value["cacheKeyParameters"], below(at.pointer, "cacheKeyParameters")),
    tlsConfig:
      tls["insecureSkipVerification"] === undefined
        ? undefined
        : { insecureSkipVerification: tls["insecureSkipVerification"] === true },
    integrationTarget: text("integrationTarget"),
    responseTransferMode: oneOf(["BUFFERED", "STREAM"] as const, text("responseTransferMode"), at.pointer),
    integrationResponses: readResponses(value, at),
  });
}

function connectionType(written: string | undefined, type: string | undefined): "INTERNET" | "VPC_LINK" | undefined {
  if (type !== "HTTP" && type !== "HTTP_PROXY") return undefined;
  return written?.toUpperCase() === "VPC_LINK" ? "VPC_LINK" : "INTERNET";
}

/** One of AWS's enumerations, written in any case. */
function oneOf<T extends string>(values: readonly T[], written: string | undefined, pointer: string): T | undefined {
  if (written === undefined) return undefined;
  const found = values.find((value) => value === written.toUpperCase());
  if (found === undefined) throw new DocumentProblem(pointer, `${written} is none of ${values.join(", ")}`);
  return found;
}

/** A map of texts; members that are none are left out with AWS's warning. Undefined where nothing is left. */
function textMap(value: ObjectValue, key: string, at: IntegrationPlace): Record<string, string> | undefined {
  const entries = Object.entries(objectAt(value[key], below(at.pointer, key))).flatMap(
    ([name, member]): [string, string][] => {
      if (typeof member === "string") return [[name, member]];
      if (key.endsWith("Templates") && member !== null) return [[name, JSON.stringify(member)]];
      at.warnings.push(
        `Invalid format for '${key}'. Expected type string for property '${name}' of resource '${at.path}' and method '${at.method}' but got '${String(member)}'`,
      );
      return [];
    },
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Responses by their selection pattern in the document, by their status in the API. */
function readResponses(value: ObjectValue, at: IntegrationPlace): Record<string, IntegrationResponse> | undefined {
  const pointer = below(at.pointer, "responses");
  const entries = Object.entries(objectAt(value["responses"], pointer)).map(([pattern, item]) => {
    const place = { ...at, pointer: below(pointer, pattern) };
    const response = objectAt(item, place.pointer);
    const statusCode = textAt(response["statusCode"], below(place.pointer, "statusCode")) ?? "200";
    const conversion = textAt(response["contentHandling"], place.pointer);
    const read: IntegrationResponse = compact({
      statusCode,
      selectionPattern: pattern === "default" ? undefined : pattern,
      responseParameters: textMap(response, "responseParameters", place),
      responseTemplates: textMap(response, "responseTemplates", place),
      contentHandling: oneOf(CONVERSIONS, conversion, place.pointer),
    });
    return [statusCode, read] as const;
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
