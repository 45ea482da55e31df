import type { Method } from "@aws-sdk/client-api-gateway";
import { compileSource } from "../../compiler/compile.ts";
import type { TestInvocation } from "../../plan/method-tester.ts";
import type { RestHead, RestMethod } from "../../plan/rest-api.ts";
import type { DefinitionReader } from "../../storage/definitions.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { readRestApi } from "./edit-rest-api.ts";
import { httpMethodOf } from "./http-method.ts";
import { findMethod, findResource } from "./method-rows.ts";
import { unknownResource } from "./missing.ts";
import { headSource, methodSource } from "./rest-sources.ts";
import { testHeaders, testTarget } from "./test-request.ts";

type TestInput = Input<"apigateway", "TestInvokeMethod">;

/** Calls a method as it is defined now, deployed or not, and answers with the log of what happened. */
export async function testInvokeMethod(
  call: Call,
  input: TestInput,
): Promise<Output<"apigateway", "TestInvokeMethod">> {
  const { restApiId, resourceId, httpMethod } = input;
  const api = await readRestApi(call, restApiId, unknownResource);
  const resource = await findResource(api, resourceId);
  const method = await methodFor(api, input);
  if (!method.methodIntegration) throw badRequest("No integration defined for method");
  const head = compileSource("head", (await headSource(api)).source);
  const plan = compileSource("route", (await methodSource(api, resourceId, method)).source);
  const answer = await call.methodTester.test({
    apiId: restApiId,
    region: api.root.region,
    // The compiler makes these of these kinds.
    head: head.plan as RestHead,
    method: plan.plan as RestMethod,
    httpMethod: httpMethodOf(httpMethod),
    ...testTarget(input.pathWithQueryString || resource.path || "/"),
    headers: testHeaders(input),
    body: input.body ?? "",
    stageVariables: input.stageVariables ?? {},
    caller: callerOf(call),
  });
  const { status, body, latency, log, headers } = answer;
  const values = new Map<string, string[]>();
  for (const [name, value] of headers) values.set(name, [...(values.get(name) ?? []), value]);
  const multiValueHeaders = Object.fromEntries(values);
  return { status, body, latency, log, headers: Object.fromEntries(headers), multiValueHeaders };
}

function callerOf({ caller: { accessKeyId, accountId, arn, userId } }: Call): TestInvocation["caller"] {
  return { accessKey: accessKeyId, accountId, userArn: arn, userId };
}

/** The method itself, else ANY of the same resource. */
async function methodFor(api: DefinitionReader, { restApiId, resourceId, httpMethod }: TestInput): Promise<Method> {
  const any = await api.get("method", `${resourceId}/ANY`);
  const own = await api.get("method", `${resourceId}/${httpMethod.toUpperCase()}`);
  return own ?? any ?? findMethod(api, { restApiId, resourceId, httpMethod });
}
