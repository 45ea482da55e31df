import { encodeQueryComponent } from "../../../languages/http/percent-encoding.ts";
import type { ServiceCall } from "../../../plan/service-call.ts";
import { awsService, type AwsService } from "../../rest-api/integrations/aws/services.ts";
import { type ParameterValue, Unresolvable } from "./parameters.ts";

/** A request to a service, before it is signed. */
export interface ServiceRequest {
  method: "GET" | "POST";
  /** path and query */
  target: string;
  headers: Headers;
  body: string | null;
}

type Values = Readonly<Record<string, ParameterValue>>;

/** Makes the request of a call from its parameters. It throws Unresolvable. */
export type RequestMaker = (values: Values) => ServiceRequest;

/** Compiles a call to the protocol that its service has. */
export function compileServiceRequest({ action, request, service }: ServiceCall): RequestMaker {
  if (request.kind === "get") return getRequest(request.path);
  const { protocol } = awsService(service, null);
  return protocol.kind === "json"
    ? jsonRequest(action, protocol, request.entries)
    : formRequest(action, protocol.version);
}

function jsonRequest(
  action: string,
  { target, version }: Extract<AwsService["protocol"], { kind: "json" }>,
  entries: string | null,
): RequestMaker {
  return (values) => ({
    method: "POST",
    target: "/",
    headers: new Headers({
      "Content-Type": `application/x-amz-json-${version}`,
      "X-Amz-Target": `${target}.${action}`,
    }),
    body: JSON.stringify(entries === null ? values : { [entries]: [values] }),
  });
}

/** AWS's query protocol as a form. */
function formRequest(action: string, version: string | null): RequestMaker {
  return (values) => {
    const form = new URLSearchParams({ Action: action, ...(version !== null && { Version: version }) });
    for (const [member, value] of Object.entries(values)) {
      for (const [name, text] of flat(member, value)) form.append(name, text);
    }
    const headers = new Headers({ "Content-Type": "application/x-www-form-urlencoded" });
    return { method: "POST", target: "/", headers, body: form.toString() };
  };
}

/** Lists and maps are spread over members that are counted from 1 (SQS API reference, "Request parameters"). */
function flat(member: string, value: ParameterValue): [name: string, text: string][] {
  if (typeof value !== "object") return [[member, String(value)]];
  if (Array.isArray(value)) return value.map((text, index) => [`${member}.${index + 1}`, text]);
  return Object.entries(value).flatMap(([name, fields], index): [string, string][] => {
    const item = `${member}.${index + 1}`;
    const spread = Object.entries(fields).map(([field, text]): [string, string] => [`${item}.Value.${field}`, text]);
    return [[`${item}.Name`, name], ...spread];
  });
}

function getRequest(path: string): RequestMaker {
  return (values) => {
    const query: string[] = [];
    let filled = path;
    for (const [member, value] of Object.entries(values)) {
      const text = String(value);
      const place = `{${member}}`;
      if (!path.includes(place)) query.push(`${encodeQueryComponent(member)}=${encodeQueryComponent(text)}`);
      // A dot segment would lead to another path of the service.
      else if (text === "." || text === "..") throw new Unresolvable(`${member} cannot be ${text}`);
      else filled = filled.replace(place, () => encodeURIComponent(text));
    }
    const target = query.length === 0 ? filled : `${filled}?${query.join("&")}`;
    return { method: "GET", target, headers: new Headers(), body: null };
  };
}
