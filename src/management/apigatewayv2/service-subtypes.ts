import type { Integration } from "@aws-sdk/client-apigatewayv2";
import { compileServiceParameters } from "../../compiler/http/service-parameters.ts";
import { subtypeNamed } from "../../compiler/http/service-subtypes.ts";
import { badRequest } from "../../wire/faults.ts";

/** Refuses an integration with an AWS service that AWS refuses, in its words. */
export function checkServiceIntegration(name: string, integration: Integration): void {
  const subtype = subtypeNamed(name);
  if (integration.IntegrationType !== "AWS_PROXY" || !subtype || integration.PayloadFormatVersion !== "1.0")
    throw badRequest(`Operation: ${name} is not supported.`);
  if (integration.CredentialsArn === undefined)
    throw badRequest(`Role ARN must be specified for AWS integration configuration with Subtype: ${name}`);
  const given = integration.RequestParameters ?? {};
  const required = Object.entries(subtype.parameters).flatMap(([key, { required: must }]) => (must ? [key] : []));
  if (required.some((key) => !given[key]))
    throw badRequest(
      `Operation: ${name} requires enabling passthrough, or defining all of the following parameters in the parameter mapping: [${required.join(", ")}]`,
    );
  const { invalid } = compileServiceParameters(subtype, given);
  if (invalid.length > 0)
    throw badRequest(
      `Invalid selection expression specified: Validation Result: warnings : [], errors : [${invalid.join(", ")}]`,
    );
}
