import { expect, it } from "vitest";
import { httpFaults, renderHttpFault } from "../../../src/traffic/http-api/faults.ts";

it.each([
  ["badRequest", 400, "Bad Request"],
  ["unauthorized", 401, "Unauthorized"],
  ["forbidden", 403, "Forbidden"],
  ["notFound", 404, "Not Found"],
  ["requestTooLarge", 413, "Request Entity Too Large"],
  ["tooManyRequests", 429, "Too Many Requests"],
  ["internalServerError", 500, "Internal Server Error"],
  ["integrationFailure", 500, "Internal Server Error"],
  ["unreachable", 503, "Service Unavailable"],
  ["timeout", 503, "Service Unavailable"],
] as const)("an HTTP API answers %s with %d and its message alone", async (name, status, message) => {
  const answer = renderHttpFault(httpFaults[name], "JKJaXmPLvHcESHA=");
  expect(answer.status).toBe(status);
  expect(await answer.text()).toBe(`{"message":"${message}"}`);
  expect(Object.fromEntries(answer.headers)).toEqual({
    "content-type": "application/json",
    "apigw-requestid": "JKJaXmPLvHcESHA=",
  });
});
