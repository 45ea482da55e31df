import { compileSchema, type Validator } from "../languages/jsonschema/compile.ts";

/** An API's models: name → JSON schema; null: its schema is no JSON, and it accepts every body. */
type Models = Readonly<Record<string, unknown>>;

/** What AWS says of a body that is no JSON, or empty. */
export const UNREADABLE = "[Unknown error parsing request body]";

/** What is wrong with a body, in the words of AWS's validator; null: nothing. */
type Judge = (text: string) => string | null;

/** The judges of an API's models, shared by its methods or routes. */
const judges = new WeakMap<Models, Map<string, Judge>>();

/** The judge of a model, made at its first use. */
export function judgeOf(models: Models, name: string): Judge {
  let known = judges.get(models);
  if (!known) {
    known = new Map();
    judges.set(models, known);
  }
  let judge = known.get(name);
  if (!judge) {
    judge = compileJudge(models, name);
    known.set(name, judge);
  }
  return judge;
}

/** A model that is not there, or no schema, lets nothing through: what cannot be checked is not valid. */
function compileJudge(models: Models, name: string): Judge {
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
