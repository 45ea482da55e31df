import { restClient } from "./rest-call.ts";

/** A REST API through its management operations. */
export interface RestApiOfTest {
  send: ReturnType<typeof restClient>;
  restApiId: string;
  rootId: string;
}

/** Makes an API with one MOCK method, GET /. */
export async function mockApi(send = restClient()): Promise<RestApiOfTest> {
  const { body } = await send("CreateRestApi", { name: "pets" });
  const restApiId = String(body["id"]);
  const rootId = String(body["rootResourceId"]);
  await mockMethod({ send, restApiId, rootId }, rootId, "GET");
  return { send, restApiId, rootId };
}

/** Adds a MOCK method to a resource. */
export async function mockMethod(api: RestApiOfTest, resourceId: string, httpMethod: string): Promise<void> {
  const { send, restApiId } = api;
  const method = { restApiId, resourceId, httpMethod };
  await send("PutMethod", { ...method, authorizationType: "NONE" });
  await send("PutIntegration", { ...method, type: "MOCK" });
}

/** The same API, deployed to a stage `prod`. */
export async function deployedApi(): Promise<
  RestApiOfTest & { deploymentId: string; stage: { restApiId: string; stageName: string } }
> {
  const api = await mockApi();
  const { body } = await api.send("CreateDeployment", { restApiId: api.restApiId, stageName: "prod" });
  return { ...api, deploymentId: String(body["id"]), stage: { restApiId: api.restApiId, stageName: "prod" } };
}
