// What a service answers to an input that it cannot read: each has its own errors and words.

import { Fault } from "./fault.ts";
import { badRequest } from "./faults.ts";
import type { InputProblem } from "./input-problem.ts";
import { invalidRequestContent } from "./lambda-faults.ts";
import type { ServiceName } from "./schema.ts";

/** The error for the problems of one input; there is at least one. */
export function inputFault(service: ServiceName, problems: readonly InputProblem[]): Fault {
  return service === "lambda" ? lambdaFault(problems) : badRequest(problems.map(sentence).join("; "));
}

function sentence({ member, problem }: InputProblem): string {
  if (problem.kind === "malformed") return `Could not parse the request body as JSON: ${problem.detail}`;
  if (problem.kind === "missing") return `Missing required field: ${member}`;
  const place = member === "" ? "the request body" : member;
  return `Invalid value for ${place}: expected ${problem.expected}, got ${problem.actual}`;
}

/** Lambda tells malformed JSON, types and constraints apart by three codes. */
function lambdaFault(problems: readonly InputProblem[]): Fault {
  const unreadable = problems.find(({ problem }) => problem.kind !== "missing");
  if (unreadable?.problem.kind === "malformed") {
    return invalidRequestContent(`Could not parse request body into json: ${unreadable.problem.detail}`);
  }
  if (unreadable !== undefined) return new Fault("SerializationException", 400, sentence(unreadable));
  const errors = problems.map(
    ({ member }) => `Value null at '${lowerFirst(member)}' failed to satisfy constraint: Member must not be null`,
  );
  const count = errors.length === 1 ? "1 validation error" : `${errors.length} validation errors`;
  return new Fault("ValidationException", 400, `${count} detected: ${errors.join("; ")}`);
}

/** Validation errors name members in Java's casing. */
const lowerFirst = (member: string): string => member.replace(/(^|\.)([A-Z])/g, (letters) => letters.toLowerCase());
