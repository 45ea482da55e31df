import * as apigateway from "@aws-sdk/client-api-gateway";
import * as apigatewaymanagementapi from "@aws-sdk/client-apigatewaymanagementapi";
import * as apigatewayv2 from "@aws-sdk/client-apigatewayv2";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as iam from "@aws-sdk/client-iam";
import * as lambda from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";

import { renderFault } from "../../../src/wire/codec.ts";
import { Fault } from "../../../src/wire/fault.ts";
import * as faults from "../../../src/wire/faults.ts";
import * as iamFaults from "../../../src/wire/iam-faults.ts";
import * as lambdaFaults from "../../../src/wire/lambda-faults.ts";
import type { ServiceName } from "../../../src/wire/schema.ts";
import { clientOf, commandOf } from "./sdk.ts";

/** What a real client throws when a call is answered with a fault. */
async function thrownBy(service: ServiceName, operation: string, input: object, fault: Fault): Promise<unknown> {
  const client = clientOf(service, async () => renderFault(fault, service, "request-1"));
  return client.send(commandOf(service, operation, input)).catch((error: unknown) => error);
}

const v1 = (fault: Fault) => thrownBy("apigateway", "GetRestApi", { restApiId: "r" }, fault);
const v2 = (fault: Fault) => thrownBy("apigatewayv2", "GetApi", { ApiId: "a" }, fault);
const connections = (fault: Fault) =>
  thrownBy("apigatewaymanagementapi", "GetConnection", { ConnectionId: "c" }, fault);
const functions = (fault: Fault) => thrownBy("lambda", "GetFunction", { FunctionName: "f" }, fault);
const roles = (fault: Fault) => thrownBy("iam", "GetRole", { RoleName: "r" }, fault);
const identity = (fault: Fault) => thrownBy("sts", "GetCallerIdentity", {}, fault);
const refused = (code: string) => new Fault(code, 403, "m");
const groups = (fault: Fault) => thrownBy("logs", "DescribeLogGroups", {}, fault);

it.each([
  [v1, faults.notFound("m"), apigateway.NotFoundException],
  [v1, faults.badRequest("m"), apigateway.BadRequestException],
  [v1, faults.conflict("m"), apigateway.ConflictException],
  [v1, faults.serviceUnavailable("m"), apigateway.ServiceUnavailableException],
  [v2, faults.notFound("m"), apigatewayv2.NotFoundException],
  [v2, faults.badRequest("m"), apigatewayv2.BadRequestException],
  [v2, faults.conflict("m"), apigatewayv2.ConflictException],
  [v2, faults.accessDenied("m"), apigatewayv2.AccessDeniedException],
  [connections, faults.forbidden("m"), apigatewaymanagementapi.ForbiddenException],
  [connections, faults.payloadTooLarge("m"), apigatewaymanagementapi.PayloadTooLargeException],
  [functions, lambdaFaults.resourceNotFound("m"), lambda.ResourceNotFoundException],
  [functions, lambdaFaults.resourceConflict("m"), lambda.ResourceConflictException],
  [functions, lambdaFaults.invalidParameterValue("m"), lambda.InvalidParameterValueException],
  [
    functions,
    lambdaFaults.functionThrottled("m", "ConcurrentInvocationLimitExceeded"),
    lambda.TooManyRequestsException,
  ],
  [functions, lambdaFaults.serviceException("m"), lambda.ServiceException],
  [roles, iamFaults.noSuchEntity("m"), iam.NoSuchEntityException],
  [roles, iamFaults.entityAlreadyExists("m"), iam.EntityAlreadyExistsException],
  [roles, iamFaults.deleteConflict("m"), iam.DeleteConflictException],
  [roles, iamFaults.malformedPolicyDocument("m"), iam.MalformedPolicyDocumentException],
  [roles, iamFaults.invalidInput("m"), iam.InvalidInputException],
  [groups, new Fault("ResourceNotFoundException", 400, "m"), logs.ResourceNotFoundException],
  [groups, new Fault("ResourceAlreadyExistsException", 400, "m"), logs.ResourceAlreadyExistsException],
])("the SDK throws the class of the fault (%#)", async (send, fault, Expected) => {
  const error = await send(fault);
  expect(error).toBeInstanceOf(Expected);
  expect(error).toMatchObject({
    message: "m",
    $metadata: { httpStatusCode: fault.status, requestId: "request-1" },
  });
});

it.each([
  [v1, refused("MissingAuthenticationTokenException")],
  [v1, refused("InvalidSignatureException")],
  [v2, refused("UnrecognizedClientException")],
  [v2, refused("ExpiredTokenException")],
  [functions, refused("IncompleteSignatureException")],
  [functions, faults.accessDenied("m")],
  [functions, faults.notImplemented("lambda", "GetFunction")],
])("errors that no schema knows keep their code, status and message (%#)", async (send, fault) => {
  expect(await send(fault)).toMatchObject({
    name: fault.code,
    message: fault.message,
    $metadata: { httpStatusCode: fault.status },
  });
});

it("says whose mistake a Lambda error is", async () => {
  expect(await functions(lambdaFaults.resourceNotFound("m"))).toMatchObject({ Type: "User" });
  expect(await functions(lambdaFaults.serviceException("m"))).toMatchObject({ Type: "Service" });
});

it.each([
  [roles, refused("UnrecognizedClientException"), "InvalidClientTokenId"],
  [identity, refused("InvalidSignatureException"), "SignatureDoesNotMatch"],
  [identity, refused("MissingAuthenticationTokenException"), "MissingAuthenticationToken"],
  [roles, faults.accessDenied("<no> & never"), "AccessDenied"],
  [roles, iamFaults.validationError("m"), "ValidationError"],
])("IAM and STS have their own codes for a refused signature (%#)", async (send, fault, code) => {
  expect(await send(fault)).toMatchObject({
    name: code,
    message: fault.message,
    $metadata: { httpStatusCode: fault.status, requestId: "request-1" },
  });
});
