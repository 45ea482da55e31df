/** Functions for end-to-end tests: made with the SDK, called over TCP. */
import { AddPermissionCommand, CreateFunctionCommand, type CreateFunctionCommandInput } from "@aws-sdk/client-lambda";
import { lambda } from "./clients.ts";
import type { Gateway } from "./gateway.ts";
import { createHttpApi, type DeployedHttpApi, type HttpApiOptions } from "./http-api.ts";
import { zipOf } from "./zip.ts";

let made = 0;

/** A name that no other test uses. */
export function functionName(): string {
  return `fn-${process.pid}-${++made}`;
}

/** Makes a function of texts by path. Gives its ARN. */
export async function createFunction(
  gateway: Gateway,
  files: Record<string, string | Uint8Array>,
  settings: Partial<CreateFunctionCommandInput> = {},
): Promise<string> {
  const { FunctionArn = "" } = await lambda(gateway).send(
    new CreateFunctionCommand({
      FunctionName: functionName(),
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: "arn:aws:iam::000000000000:role/test",
      Code: { ZipFile: zipOf(files) },
      ...settings,
    }),
  );
  return FunctionArn;
}

/** Lets API Gateway call a function (or a qualifier of it). */
export async function allow(gateway: Gateway, arn: string, SourceArn?: string): Promise<void> {
  await lambda(gateway).send(
    new AddPermissionCommand({
      FunctionName: arn,
      StatementId: "apigateway",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn,
    }),
  );
}

/** An HTTP API whose routes (all requests unless told) go to a function. */
export async function functionApi(
  gateway: Gateway,
  arn: string,
  format: "1.0" | "2.0" = "2.0",
  options: { routeKey?: string } & Omit<HttpApiOptions, "routes"> = {},
): Promise<DeployedHttpApi> {
  const { routeKey = "$default", ...rest } = options;
  const integration = {
    IntegrationType: "AWS_PROXY",
    IntegrationMethod: "POST",
    IntegrationUri: arn,
    PayloadFormatVersion: format,
  } as const;
  return createHttpApi(gateway, { routes: { [routeKey]: integration }, ...rest });
}

/** A function that API Gateway may call, behind an API of its own. */
export async function servedFunction(
  gateway: Gateway,
  files: Record<string, string | Uint8Array>,
  format: "1.0" | "2.0" = "2.0",
  settings: Partial<CreateFunctionCommandInput> = {},
): Promise<DeployedHttpApi & { arn: string }> {
  const arn = await createFunction(gateway, files, settings);
  await allow(gateway, arn);
  return { arn, ...(await functionApi(gateway, arn, format)) };
}
