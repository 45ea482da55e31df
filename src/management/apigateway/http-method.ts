import { badRequest } from "../../wire/faults.ts";

const HTTP_METHODS = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"];

/** A method's name as it is stored, from any case. */
export function httpMethodOf(text: string): string {
  const name = text.toUpperCase();
  if (!HTTP_METHODS.includes(name)) {
    throw badRequest(`Invalid HttpMethod specified. Valid options are ${HTTP_METHODS.join(",")}`);
  }
  return name;
}
