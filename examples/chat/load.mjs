// node examples/chat/load.mjs [http://localhost:8787]: makes the chat on a running gateway (`npm start`) and prints its page's address.
// Made with AWS's own SDK, as on AWS. Run again, it makes the chat anew.
import { readFileSync } from "node:fs";
import { ApiGatewayV2 } from "@aws-sdk/client-apigatewayv2";
import { Lambda } from "@aws-sdk/client-lambda";
import { zipSync } from "fflate";

const gateway = new URL(process.argv[2] ?? "http://localhost:8787");
const settings = {
  endpoint: gateway.origin,
  region: "us-east-1",
  credentials: {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? "test",
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? "test",
  },
};
const apis = new ApiGatewayV2(settings);
const lambda = new Lambda(settings);
const NAMES = ["chat", "chat-page"];
const STAGE = "live";

/** Takes away what an earlier run has made. */
async function clear() {
  const { Items = [] } = await apis.getApis({ MaxResults: "500" });
  for (const { ApiId, Name } of Items) if (NAMES.includes(Name)) await apis.deleteApi({ ApiId });
}

/** Uploads functions/{file}.mjs as the function chat-{file}, which API Gateway may call. Gives its ARN. */
async function upload(file, Environment) {
  const FunctionName = `chat-${file}`;
  const code = readFileSync(new URL(`functions/${file}.mjs`, import.meta.url));
  await lambda.deleteFunction({ FunctionName }).catch((error) => {
    if (error.name !== "ResourceNotFoundException") throw error;
  });
  const { FunctionArn } = await lambda.createFunction({
    FunctionName,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Role: "arn:aws:iam::000000000000:role/chat",
    Code: { ZipFile: zipSync({ "index.mjs": code }) },
    ...(Environment && { Environment }),
  });
  const Principal = "apigateway.amazonaws.com";
  await lambda.addPermission({ FunctionName, StatementId: "api", Action: "lambda:InvokeFunction", Principal });
  return FunctionArn;
}

const invocationOf = (arn) => `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`;

/** Makes the WebSocket API. Gives the address of its stage. */
async function makeChat() {
  const { ApiId, ApiEndpoint } = await apis.createApi({
    Name: "chat",
    ProtocolType: "WEBSOCKET",
    RouteSelectionExpression: "$request.body.action",
  });
  const { AuthorizerId } = await apis.createAuthorizer({
    ApiId,
    Name: "door",
    AuthorizerType: "REQUEST",
    AuthorizerUri: invocationOf(await upload("door")),
    IdentitySource: ["route.request.querystring.name", "route.request.querystring.room"],
  });
  const { IntegrationId } = await apis.createIntegration({
    ApiId,
    IntegrationType: "AWS_PROXY",
    IntegrationUri: invocationOf(await upload("chat")),
  });
  const Target = `integrations/${IntegrationId}`;
  await apis.createRoute({ ApiId, RouteKey: "$connect", Target, AuthorizationType: "CUSTOM", AuthorizerId });
  for (const RouteKey of ["say", "$disconnect"]) await apis.createRoute({ ApiId, RouteKey, Target });
  await apis.createStage({ ApiId, StageName: STAGE, AutoDeploy: true });
  return `${ApiEndpoint}/${STAGE}`;
}

/** Makes the HTTP API that serves the page. Gives its address. */
async function makePage(chat) {
  const Target = await upload("page", { Variables: { CHAT_URL: chat } });
  const { ApiEndpoint } = await apis.createApi({ Name: "chat-page", ProtocolType: "HTTP", Target });
  return `${ApiEndpoint}/`;
}

await clear();
console.log(await makePage(await makeChat()));
