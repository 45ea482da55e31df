import type { Cors } from "@aws-sdk/client-apigatewayv2";
import { below } from "../problem.ts";
import { compact, isObject, numberAt, type ObjectValue, textsAt } from "../values.ts";

export const CORS = "x-amazon-apigateway-cors";

/** `x-amazon-apigateway-cors`; undefined where it stands without a value, as exports may have it. */
export function readCors(value: unknown): Cors | undefined {
  if (!isObject(value)) return undefined;
  const pointer = below("", CORS);
  const list = (key: string): string[] | undefined =>
    value[key] === undefined ? undefined : textsAt(value[key], below(pointer, key));
  return compact({
    AllowOrigins: list("allowOrigins"),
    AllowMethods: list("allowMethods"),
    AllowHeaders: list("allowHeaders"),
    ExposeHeaders: list("exposeHeaders"),
    AllowCredentials: value["allowCredentials"] === undefined ? undefined : value["allowCredentials"] === true,
    MaxAge: numberAt(value["maxAge"], below(pointer, "maxAge")),
  });
}

/** The reverse of readCors. */
export function writeCors(cors: Cors): ObjectValue {
  return compact({
    allowOrigins: cors.AllowOrigins,
    allowMethods: cors.AllowMethods,
    allowHeaders: cors.AllowHeaders,
    exposeHeaders: cors.ExposeHeaders,
    allowCredentials: cors.AllowCredentials,
    maxAge: cors.MaxAge,
  });
}
