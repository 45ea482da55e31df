// What a service answers to an input that it cannot read or that breaks its rules: each has its own codes and words.

import type { Violation } from "./constraints/check.ts";
import { iamMessage, lowerFirst, v2Sentence, validationMessage } from "./constraints/violations.ts";
import { Fault } from "./fault.ts";
import { badRequest } from "./faults.ts";
import type { InputProblem, ValueKind } from "./input-problem.ts";
import type { Operation, ServiceName } from "./schema.ts";

/** The error for an input that cannot be read. */
export function unreadableInput(service: ServiceName, problem: InputProblem): Fault {
  if (service === "apigatewayv2" || service === "apigatewaymanagementapi") return badRequest(plainSentence(problem));
  if (service === "iam" || service === "sts") return new Fault("MalformedInput", 400, plainSentence(problem));
  return new Fault("SerializationException", 400, serializationMessage(problem));
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

/** The Java classes that AWS's JSON reader names. */
const JAVA_CLASSES: Readonly<Partial<Record<ValueKind, string>>> = {
  boolean: "java.lang.Boolean",
  number: "com.amazon.coral.value.json.numbers.TruncatingBigNumber",
  string: "java.lang.String",
};
const JAVA_TARGETS: Readonly<Partial<Record<ValueKind, string>>> = {
  boolean: "Boolean",
  number: "Integer",
  string: "String",
};

/** "class java.lang.Boolean can not be converted to an String", as recorded; other mismatches name their member. */
function serializationMessage(problem: InputProblem): string {
  if (problem.problem.kind === "malformed") return plainSentence(problem);
  const from = JAVA_CLASSES[problem.problem.actual];
  const to = JAVA_TARGETS[problem.problem.expected];
  if (from === undefined || to === undefined) return plainSentence(problem);
  return `class ${from} can not be converted to an ${to}`;
}
