// What a service answers to an input that it cannot read or that breaks its rules: each has its own codes and words.

import type { Violation } from "./constraints/check.ts";
import { iamMessage, lowerFirst, v2Sentence, validationMessage } from "./constraints/violations.ts";
import { Fault } from "./fault.ts";
import { badRequest } from "./faults.ts";
import type { InputProblem, ValueKind } from "./input-problem.ts";
import type { Operation, ServiceName } from "./schema.ts";
import { classMessage, tokenMessage } from "./serialization-message.ts";

/** The error for an input that cannot be read. */
export function unreadableInput(service: ServiceName, problem: InputProblem): Fault {
  if (service === "apigatewayv2" || service === "apigatewaymanagementapi") return badRequest(plainSentence(problem));
  if (service === "iam" || service === "sts") return new Fault("MalformedInput", 400, plainSentence(problem));
  return new Fault("SerializationException", 400, serializationMessage(service, problem));
}

/** The error for an input that breaks rules; there is at least one violation. */
export function invalidInput(operation: Operation, violations: readonly Violation[]): Fault {
  switch (operation.service) {
    case "apigatewayv2":
    case "apigatewaymanagementapi":
      return badRequest(violations.map(v2Sentence).join("; "));
    case "apigateway": // recorded: 'createRestApiInput.endpointConfiguration.types', but 'statusCode' for a label
      return new Fault(
        "ValidationException",
        400,
        validationMessage(violations, `${lowerFirst(operation.name)}Input.`),
      );
    case "iam":
      return new Fault("ValidationError", 400, iamMessage(violations));
    case "sts":
      return new Fault("ValidationError", 400, validationMessage(violations, ""));
    case "logs":
      return new Fault("InvalidParameterException", 400, validationMessage(violations, ""));
    case "lambda":
    case "wafv2":
      return new Fault("ValidationException", 400, validationMessage(violations, ""));
  }
}

function plainSentence({ member, problem }: InputProblem): string {
  if (problem.kind === "malformed") return `Could not parse the request body as JSON: ${problem.detail}`;
  const place = member === "" ? "the request body" : member;
  return `Invalid value for ${place}: expected ${article(problem.expected)}, got ${article(problem.actual)}`;
}

const article = (kind: ValueKind): string => (kind === "null" ? kind : kind === "object" ? "an object" : `a ${kind}`);

/** Other mismatches than those that AWS's words are known of are told with their member. */
function serializationMessage(service: ServiceName, problem: InputProblem): string {
  const what = problem.problem;
  if (what.kind === "malformed") return plainSentence(problem);
  const words = service === "apigateway" ? classMessage(what) : tokenMessage(what);
  return words ?? plainSentence(problem);
}
