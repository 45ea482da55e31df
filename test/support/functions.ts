/** Functions for end-to-end tests: made with the SDK, called over TCP. */
import { AddPermissionCommand, CreateFunctionCommand, type CreateFunctionCommandInput } from "@aws-sdk/client-lambda";
import { lambda } from "./clients.ts";
import type { Gateway } from "./gateway.ts";
import { zipOf } from "./zip.ts";

let made = 0;

/** A name that no other test uses. */
export function functionName(): string {
  return `fn-${process.pid}-${++made}`;
}

/** Makes a function of texts by path; API Gateway may call it. Gives its ARN. */
export async function createFunction(
  gateway: Gateway,
  files: Record<string, string | Uint8Array>,
  settings: Partial<CreateFunctionCommandInput> = {},
): Promise<string> {
  const client = lambda(gateway);
  const { FunctionArn = "" } = await client.send(
    new CreateFunctionCommand({
      FunctionName: functionName(),
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: "arn:aws:iam::000000000000:role/test",
      Code: { ZipFile: zipOf(files) },
      ...settings,
    }),
  );
  await allow(gateway, FunctionArn);
  return FunctionArn;
}

/** Lets API Gateway call a function (or a qualifier of it). */
export async function allow(gateway: Gateway, arn: string): Promise<void> {
  await lambda(gateway).send(
    new AddPermissionCommand({
      FunctionName: arn,
      StatementId: "apigateway",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
    }),
  );
}
