import {
  AddPermissionCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { ApiGatewayV2Client, CreateApiCommand } from "@aws-sdk/client-apigatewayv2";
import { zipSync } from "fflate";
import { clientSettings } from "../gateway.ts";
import { manyPaths, type Row } from "../row.ts";

const HANDLER = `exports.handler = async (event) => ({
  statusCode: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ path: event.rawPath, text: "x".repeat(980) }),
});`;

/** An HTTP API whose every request runs a function in a dynamic worker. */
export const gatewayFunction: Row = {
  name: "gateway: Lambda proxy on a dynamic worker",
  worker: "gateway",
  async seed({ address }) {
    const settings = clientSettings(address);
    const lambda = new LambdaClient(settings);
    const FunctionName = "bench";
    const input: CreateFunctionCommandInput = {
      FunctionName,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: "arn:aws:iam::000000000000:role/bench",
      Code: { ZipFile: zipSync({ "index.js": new TextEncoder().encode(HANDLER) }) },
    };
    const { FunctionArn = "" } = await lambda.send(new CreateFunctionCommand(input));
    const permission = { StatementId: "api", Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com" };
    await lambda.send(new AddPermissionCommand({ FunctionName, ...permission }));
    const api = { Name: "function", ProtocolType: "HTTP" as const, Target: FunctionArn };
    const { ApiId } = await new ApiGatewayV2Client(settings).send(new CreateApiCommand(api));
    return manyPaths("/users/", { host: `${ApiId}.execute-api.localhost` });
  },
};
