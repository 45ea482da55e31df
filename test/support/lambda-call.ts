import type { Call } from "../../src/management/call.ts";
import { lambdaHandlers } from "../../src/management/lambda/handlers.ts";
import type { Input } from "../../src/wire/handlers.ts";
import { zipOf } from "./zip.ts";
import { testDb } from "./store.ts";

export { lambdaHandlers as lambda };

type CreateInput = Input<"lambda", "CreateFunction">;

/** An archive that holds a handler which gives this text. */
export function codeOf(text: string): Uint8Array {
  return zipOf({ "index.js": `exports.handler = async () => ${JSON.stringify(text)};` });
}

/** Makes a function with values that nothing depends on. Gives its name. */
export async function newFunction(call: Call, changes: Partial<CreateInput> = {}): Promise<string> {
  const FunctionName = `f-${crypto.randomUUID()}`;
  await lambdaHandlers.CreateFunction(call, { ...minimal(FunctionName), ...changes });
  return FunctionName;
}

/** The least that CreateFunction takes. */
export function minimal(FunctionName: string, text = "hello"): CreateInput {
  return {
    FunctionName,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Role: "arn:aws:iam::000000000000:role/test",
    Code: { ZipFile: codeOf(text) },
  };
}

/** How many rows there are of a function's documents and of all code. */
export async function functionRows(name: string): Promise<{ documents: number; code: number; uploads: number }> {
  const count = async (sql: string, ...values: string[]): Promise<number> =>
    (
      await testDb
        .prepare(sql)
        .bind(...values)
        .first<{ n: number }>()
    )?.n ?? 0;
  return {
    documents: await count("SELECT count(*) AS n FROM documents WHERE id LIKE ?1", `us-east-1/${name}%`),
    code: await count("SELECT count(*) AS n FROM function_code"),
    uploads: await count("SELECT count(*) AS n FROM function_uploads"),
  };
}
