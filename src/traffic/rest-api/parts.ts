import type { FunctionInvoker } from "../../plan/function-invoker.ts";
import type { RestHead, RestIntegration, RestMethod } from "../../plan/rest-api.ts";
import type { AnswerStepFactory, Step, StepFactory } from "../runner.ts";
import type { RestExchange } from "./rest-exchange.ts";

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
export interface RestApiPorts {
  /** reaches HTTP backends and AWS services */
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  functions: FunctionInvoker;
  /** milliseconds since the epoch */
  now(): number;
  /** `$context.requestId` */
  uuid(): string;
  /** `$context.extendedRequestId`: 16 characters of base64 */
  requestId(): string;
  /** so many random hexadecimal digits, at most 24 */
  randomHex(digits: number): string;
  /** bytes of a request's body that are held at once; more is REQUEST_TOO_LARGE */
  heldBodyBytes: number;
}
