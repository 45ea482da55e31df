import type { Exchange } from "../exchange.ts";

const PERCENT = /%[0-9a-fA-F]{2}/g;
const UNRESERVED = /[A-Za-z0-9\-._~]/;

/** Tells what a request invokes. */
export type InvokedArn = (exchange: Exchange) => string;

/**
 * Compiles what requests invoke, as policies name it: `arn:aws:execute-api:{region}:{account}:{apiId}/{stage}/{METHOD}/{path}`. `template` is
 * the matched route's path (null: it has none, as `$default`). However a client spells the path, the ARN is the same: literal
 * parts stand as the route has them, in variable parts characters that need no percent-encoding are decoded (RFC 3986, section
 * 6.2.2). Otherwise a Deny could be walked around.
 */
export function compileInvokedArn(template: string | null): InvokedArn {
  const pathOf = template === null ? ({ path }: Exchange): string => normalized(path) : compilePath(template);
  return (exchange) => {
    const { region, accountId, apiId, stage, method } = exchange;
    return `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage.name}/${method}${pathOf(exchange)}`;
  };
}

/** A part of a path: what comes before a variable, and the variable's name. */
interface Part {
  before: string;
  name: string;
}

function compilePath(template: string): (exchange: Exchange) => string {
  const parts: Part[] = [];
  let before = "";
  for (const [index, segment] of template.split("/").entries()) {
    if (index > 0) before += "/";
    if (!segment.startsWith("{") || !segment.endsWith("}")) before += segment;
    else {
      parts.push({ before, name: segment.slice(1, segment.endsWith("+}") ? -2 : -1) });
      before = "";
    }
  }
  const rest = before;
  return ({ pathParameters }) => {
    if (!pathParameters) return template;
    let path = "";
    for (const part of parts) path += part.before + normalized(pathParameters[part.name] ?? "");
    return path + rest;
  };
}

function normalized(path: string): string {
  if (!path.includes("%")) return path;
  return path.replaceAll(PERCENT, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return UNRESERVED.test(character) ? character : code.toUpperCase();
  });
}
