import { compileSource } from "../../compiler/compile.ts";
import type { RestHead } from "../../plan/rest-api.ts";
import { badRequest } from "../../wire/faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { readRestApi } from "./edit-rest-api.ts";
import { unknownAuthorizer } from "./missing.ts";
import { headSource } from "./rest-sources.ts";
import { testTarget, testHeaders } from "./test-request.ts";

/** Asks an authorizer as it is defined now, deployed or not, and answers with what it said. */
export async function testInvokeAuthorizer(
  call: Call,
  input: Input<"apigateway", "TestInvokeAuthorizer">,
): Promise<Output<"apigateway", "TestInvokeAuthorizer">> {
  const { restApiId, authorizerId } = input;
  const api = await readRestApi(call, restApiId, unknownAuthorizer);
  if (!(await api.get("restAuthorizer", authorizerId))) throw unknownAuthorizer();
  // The compiler makes a head of the source of one.
  const head = compileSource("head", (await headSource(api)).source).plan as RestHead;
  if (!head.authorizers[authorizerId]) throw badRequest("The authorizer's URI names no function");
  const { principalId, policy, claims, ...answer } = await call.authorizerTester.test({
    apiId: restApiId,
    region: api.root.region,
    head,
    authorizerId,
    ...testTarget(input.pathWithQueryString),
    headers: testHeaders(input),
    body: input.body ?? "",
    stageVariables: input.stageVariables ?? {},
  });
  return {
    ...answer,
    ...(principalId !== null && { principalId }),
    ...(policy !== null && { policy }),
    ...(claims !== null && { claims }),
  };
}
