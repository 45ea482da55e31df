import type { Exchange } from "../exchange.ts";

const PERCENT = /%[0-9a-fA-F]{2}/g;
const UNRESERVED = /[A-Za-z0-9\-._~]/;

/**
 * What a request invokes, as policies name it: `arn:aws:execute-api:{region}:{account}:{apiId}/{stage}/{METHOD}/{path}`. `template` is
 * the matched route's path (null: it has none, as `$default`). However a client spells the path, the ARN is the same: literal
 * parts stand as the route has them, in variable parts characters that need no percent-encoding are decoded (RFC 3986, section
 * 6.2.2). Otherwise a Deny could be walked around.
 */
export function invokedArn(exchange: Exchange, template: string | null): string {
  const { region, accountId, apiId, stage, method, path } = exchange;
  const invoked = template === null ? normalized(path) : filled(template, exchange.pathParameters);
  return `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage.name}/${method}${invoked}`;
}

function filled(template: string, parameters: Exchange["pathParameters"]): string {
  if (!parameters) return template;
  const parts = template.split("/").map((part) => {
    if (!part.startsWith("{") || !part.endsWith("}")) return part;
    const name = part.slice(1, part.endsWith("+}") ? -2 : -1);
    return normalized(parameters[name] ?? "");
  });
  return parts.join("/");
}

function normalized(path: string): string {
  if (!path.includes("%")) return path;
  return path.replaceAll(PERCENT, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return UNRESERVED.test(character) ? character : code.toUpperCase();
  });
}
