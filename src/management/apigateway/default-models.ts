import type { ApiEdit } from "../../storage/edit.ts";
import type { Call } from "../call.ts";

const DRAFT_4 = "http://json-schema.org/draft-04/schema#";

const MODELS = [
  {
    name: "Empty",
    description: "This is a default empty schema model",
    schema: { $schema: DRAFT_4, title: "Empty Schema", type: "object" },
  },
  {
    name: "Error",
    description: "This is a default error schema model",
    schema: { $schema: DRAFT_4, title: "Error Schema", type: "object", properties: { message: { type: "string" } } },
  },
];

/** The two models that every new REST API has. */
export function putDefaultModels(call: Call, edit: ApiEdit): void {
  for (const { name, description, schema } of MODELS) {
    const id = call.newId(6);
    const text = JSON.stringify(schema, null, 2).replaceAll('": ', '" : ');
    edit.put("restModel", id, { id, name, description, schema: text, contentType: "application/json" }, { name });
  }
}
