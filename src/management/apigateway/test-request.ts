import { isToken } from "../../languages/http/token.ts";
import { badRequest } from "../../wire/faults.ts";

/** RFC 9110, section 5.5: text without control characters, as the platform takes it. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The raw path and query of `pathWithQueryString`; without one the root. */
export function testTarget(target = "/"): { path: string; rawQuery: string } {
  const queryAt = target.indexOf("?");
  const path = queryAt === -1 ? target : target.slice(0, queryAt);
  return {
    path: path.startsWith("/") ? path : `/${path}`,
    rawQuery: queryAt === -1 ? "" : target.slice(queryAt + 1),
  };
}

/** The headers of a test: several values of one go before a single one of the same name. @throws BadRequestException for what is none */
export function testHeaders({
  headers = {},
  multiValueHeaders = {},
}: {
  headers?: Record<string, string> | undefined;
  multiValueHeaders?: Record<string, string[]> | undefined;
}): [name: string, value: string][] {
  const several = Object.entries(multiValueHeaders).flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const named = new Set(Object.keys(multiValueHeaders));
  const all = [...several, ...Object.entries(headers).filter(([name]) => !named.has(name))];
  const wrong = all.find(([name, value]) => !isToken(name) || !HEADER_VALUE.test(value));
  if (wrong) throw badRequest(`Invalid header ${wrong[0]}: no request can have it`);
  return all;
}
