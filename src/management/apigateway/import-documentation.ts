import { readDocumentation } from "../../openapi/rest/documentation.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { DefinitionRows } from "../definition-rows.ts";
import { documentText, inAwsWords } from "../open-api-document.ts";
import { editRestApi } from "./edit-rest-api.ts";
import { putDocumentation } from "./import-definition.ts";

/** Takes the documentation out of an OpenAPI document, and nothing else of it. */
export async function importDocumentationParts(
  call: Call,
  { restApiId, body, mode = "merge" }: Input<"apigateway", "ImportDocumentationParts">,
): Promise<Output<"apigateway", "ImportDocumentationParts">> {
  const documentation = inAwsWords(
    documentText(call, body),
    (definition) => readDocumentation(definition, { basePath: "ignore" }),
    "Unable to build importer with provided input.",
  );
  return editRestApi(call, restApiId, async (edit) => {
    const rows = await DefinitionRows.of(edit, ["documentationPart"]);
    if (mode === "overwrite") {
      for (const { id } of await rows.list("documentationPart")) rows.remove("documentationPart", id);
    }
    const ids = await putDocumentation(call, rows, documentation);
    rows.write();
    return { ids };
  });
}
