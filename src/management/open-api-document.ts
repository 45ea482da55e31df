import type { Definition } from "../openapi/definition.ts";
import { DocumentProblem, MalformedIntegration } from "../openapi/problem.ts";
import { readDefinition } from "../openapi/read.ts";
import { type ParsedText, parseText } from "../openapi/text.ts";
import { badRequest } from "../wire/faults.ts";
import { nestsTooDeep, TOO_DEEP } from "../wire/nesting.ts";
import type { Call } from "./call.ts";

/**
 * A document's text in which AWS's variables stand for what they name: `${AWS::AccountId}`, `${AWS::Partition}` and
 * `${AWS::Region}` (developer guide, "AWS variables for OpenAPI import").
 */
export function documentText({ accountId, region }: Call, body: Uint8Array | string | undefined): string {
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  const values: Record<string, string> = { AccountId: accountId, Partition: "aws", Region: region };
  return text.replaceAll(/\$\{AWS::(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Reads JSON or YAML. @throws DocumentProblem for what is neither, BadRequestException for what nests too deeply to be followed */
export function parsedDocument(text: string): ParsedText {
  const parsed = parseText(text);
  if (nestsTooDeep(parsed.value)) throw badRequest(`Invalid OpenAPI input: ${TOO_DEEP}`);
  return parsed;
}

/**
 * Reads a document; of what is no OpenAPI AWS says just that (in words that depend on the operation), this gateway says why and where
 * as well.
 *
 * @throws BadRequestException
 */
export function inAwsWords<T>(
  text: string,
  work: (definition: Definition, root: unknown) => T,
  noDocument = "Invalid OpenAPI input.",
): T {
  let placeOf = (pointer: string): string => `#${pointer}`;
  let definition: Definition;
  let root: unknown;
  try {
    const parsed = parsedDocument(text);
    placeOf = parsed.placeOf;
    root = parsed.value;
    definition = readDefinition(root);
  } catch (error) {
    if (!(error instanceof DocumentProblem)) throw error;
    throw error.pointer === "" ? badRequest(`${noDocument} ${error.message}`) : located(error, placeOf);
  }
  try {
    return work(definition, root);
  } catch (error) {
    throw error instanceof DocumentProblem ? located(error, placeOf) : error;
  }
}

function located(error: DocumentProblem, placeOf: (pointer: string) => string): Error {
  const words =
    error instanceof MalformedIntegration
      ? `Unable to parse API definition because of a malformed integration at path ${error.path}.`
      : "Invalid OpenAPI input.";
  return badRequest(`${words} ${placeOf(error.pointer)}: ${error.message}`);
}
