import type { FunctionInvoker } from "../../plan/function-invoker.ts";
import type { RestHead, RestIntegration, RestMethod } from "../../plan/rest-api.ts";
import type { ResponseCache } from "../cache/response-cache.ts";
import type { AnswerStepFactory, Step, StepFactory } from "../runner.ts";
import type { AwsAccess } from "./integrations/aws/access.ts";
import type { VpcLinks } from "../vpc-links.ts";
import type { RestExchange, RestExchangePorts } from "./rest-exchange.ts";

/** What a method of a REST API is compiled from. */
export interface RestMethodParts {
  head: RestHead;
  method: RestMethod;
  integration: RestIntegration;
}

export type RestStep = Step<RestExchange>;
export type RestStepFactory = StepFactory<RestMethodParts, RestExchange>;
export type RestAnswerStepFactory = AnswerStepFactory<RestMethodParts, RestExchange>;

/** What the steps of REST APIs need of the rest of the worker. */
export interface RestApiPorts extends RestExchangePorts {
  /** reaches HTTP backends and AWS services */
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  functions: FunctionInvoker;
  aws: AwsAccess;
  vpcLinks: VpcLinks;
  /** null: nothing is cached, as where a method is only tested */
  cache: ResponseCache | null;
  /** bytes of a request's body that are held at once; more is REQUEST_TOO_LARGE */
  heldBodyBytes: number;
}
