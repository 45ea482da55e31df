import type { Template } from "../../languages/vtl/ast.ts";
import { compileTemplate, render } from "../../languages/vtl/compile-template.ts";
import { TemplateError } from "../../languages/vtl/errors.ts";
import { InputObject } from "../../languages/vtl/input-object.ts";
import { UtilObject } from "../../languages/vtl/util-object.ts";
import { DEFAULT_LIMITS } from "../../languages/vtl/limits.ts";
import type { Value } from "../../languages/vtl/value.ts";
import type { TemplatePlan } from "../../plan/rest-api.ts";
import { contextOf } from "./context.ts";
import { RequestParameters } from "./request-parameters.ts";
import type { Payload, RestExchange } from "./rest-exchange.ts";
import { bodyText } from "./values.ts";

/** Renders a mapping template for a request. @throws TemplateError with line and column where it fails, or never parsed */
export type Renderer = (exchange: RestExchange, payload: Payload | null) => string;

const UTIL = new UtilObject();

/** Turns a template of the plan into a function. */
export function compileRenderer(plan: TemplatePlan): Renderer {
  if (!plan.ok) {
    return () => {
      const error = new TemplateError(plan.message);
      error.position = [plan.line, plan.column];
      throw error;
    };
  }
  // The compiler's own parser wrote it.
  const parsed = plan.template as Template;
  const [text, ...others] = parsed.nodes;
  // A text without a reference is the same each time.
  if (typeof text === "string" && others.length === 0 && text.length <= DEFAULT_LIMITS.characters) return () => text;
  const template = compileTemplate(parsed);
  return (exchange, payload) => render(template, new References(exchange, payload));
}

/** Where a template failed, for the operator. */
export function templateFailure(what: string, error: TemplateError): string {
  return `${what}, line ${error.line} column ${error.column}: ${error.message}`;
}

/** The variables that templates begin with, made when one is mentioned. */
class References {
  readonly #exchange: RestExchange;
  readonly #payload: Payload | null;

  constructor(exchange: RestExchange, payload: Payload | null) {
    this.#exchange = exchange;
    this.#payload = payload;
  }

  get(name: string): Value | undefined {
    switch (name) {
      case "input":
        return new InputObject(bodyText(this.#payload), new RequestParameters(this.#exchange));
      case "context":
        return contextOf(this.#exchange);
      case "util":
        return UTIL;
      case "stageVariables":
        return new Map<Value, Value>(Object.entries(this.#exchange.variables));
      default:
        return undefined;
    }
  }
}
