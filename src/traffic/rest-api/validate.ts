import { compileSchema, type Validator } from "../../languages/jsonschema/compile.ts";
import type { RestHead, RestMethod } from "../../plan/rest-api.ts";
import { byContentType } from "./choose.ts";
import { restFaults } from "./faults.ts";
import { answerRestFault } from "./gateway-response.ts";
import type { RestMethodParts, RestStep } from "./parts.ts";
import type { RestExchange } from "./rest-exchange.ts";
import { bodyText, compileSource, requestPayload } from "./values.ts";

/** Checks that the required parameters are there and not blank (developer guide, "Request validation for REST APIs"). */
export function validateParameters({ method }: RestMethodParts): RestStep | null {
  const required = method.requiredParameters.map(compileRequired);
  if (required.length === 0) return null;
  return (exchange) => {
    if (required.every(({ isThere }) => isThere(exchange))) return null;
    const missing = required.filter(({ isThere }) => !isThere(exchange)).map(({ name }) => name);
    const message = `Missing required request parameters: [${missing.join(", ")}]`;
    return answerRestFault(exchange, { ...restFaults.badRequestParameters, message });
  };
}

function compileRequired({ in: place, name }: RestMethod["requiredParameters"][number]) {
  const read = compileSource({ kind: "requestParameter", in: place, name });
  const isThere = (exchange: RestExchange): boolean => {
    const value = read(exchange);
    return typeof value === "string" && value.trim() !== "";
  };
  return { name, isThere };
}

/** What AWS says of a body that is no JSON, or empty. */
const UNREADABLE = "[Unknown error parsing request body]";

/** What is wrong with a body; null: nothing. */
type Judge = (text: string) => string | null;

/**
 * Checks the body against the model for its content type; where no model is for it, nothing is checked (developer guide). An empty
 * body counts as `{}` (recorded).
 */
export function validateBody({ head, method }: RestMethodParts): RestStep | null {
  if (method.bodyModels === null) return null;
  const models = Object.entries(method.bodyModels).map(([type, name]) => [type, judgeOf(head, name)] as const);
  if (models.length === 0) return null;
  const choose = byContentType(models);
  return (exchange) => {
    const judge = choose(exchange.request.headers.get("content-type"));
    const payload = requestPayload(exchange);
    const problem = judge ? judge(bodyText(payload)) : null;
    if (problem === null) return null;
    exchange.validationError = payload === null || payload.length === 0 ? UNREADABLE : problem;
    return answerRestFault(exchange, restFaults.badRequestBody);
  };
}

/** The judges of an API's models, shared by its methods. */
const judges = new WeakMap<RestHead, Map<string, Judge>>();

function judgeOf(head: RestHead, name: string): Judge {
  let known = judges.get(head);
  if (!known) {
    known = new Map();
    judges.set(head, known);
  }
  let judge = known.get(name);
  if (!judge) {
    judge = compileJudge(head, name);
    known.set(name, judge);
  }
  return judge;
}

/** A model that is not there, or no schema, lets nothing through: what cannot be checked is not valid. */
function compileJudge({ models }: RestHead, name: string): Judge {
  if (!Object.hasOwn(models, name)) return () => `[the model ${name} is not there]`;
  if (models[name] === null) return () => null;
  const compiled = compileSchema(models[name], (url) => {
    const referred = modelName(url);
    return Object.hasOwn(models, referred) ? models[referred] : undefined;
  });
  if (!compiled.ok) {
    const { pointer, message } = compiled.problem;
    return () => `[the model ${name} is no schema, at ${pointer}: ${message}]`;
  }
  const { validator } = compiled;
  return (text) => judged(validator, text);
}

function judged(validator: Validator, text: string): string | null {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return UNREADABLE;
  }
  if (validator.isValid(document)) return null;
  return `[${validator
    .problems(document)
    .map(({ message }) => message)
    .join(", ")}]`;
}

/** Models refer to each other by `https://apigateway.amazonaws.com/restapis/{apiId}/models/{name}`, or by the name alone. */
function modelName(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
}
