import type { Integration, IntegrationResponse, Method } from "@aws-sdk/client-api-gateway";

type Templates = Record<string, string> | undefined;

/**
 * AWS answers an empty template as null, whether it was given as null or as empty text. The SDK's type has no null there, its
 * deserializer leaves such entries out.
 */
function nullWhereEmpty(templates: NonNullable<Templates>): NonNullable<Templates> {
  const entries = Object.entries(templates).map(([type, text]) => [type, text === "" ? null : text]);
  return Object.fromEntries(entries) as NonNullable<Templates>;
}

/** An integration response as AWS answers it. */
export function integrationResponseAnswer(response: IntegrationResponse): IntegrationResponse {
  const { responseTemplates } = response;
  return responseTemplates ? { ...response, responseTemplates: nullWhereEmpty(responseTemplates) } : response;
}

/** An integration as AWS answers it. */
export function integrationAnswer(integration: Integration): Integration {
  const { requestTemplates, integrationResponses } = integration;
  return {
    ...integration,
    ...(requestTemplates ? { requestTemplates: nullWhereEmpty(requestTemplates) } : {}),
    ...(integrationResponses ? { integrationResponses: mapValues(integrationResponses) } : {}),
  };
}

/** A method with all that is nested in it, as AWS answers it. */
export function methodAnswer(method: Method): Method {
  const { methodIntegration } = method;
  return methodIntegration ? { ...method, methodIntegration: integrationAnswer(methodIntegration) } : method;
}

function mapValues(responses: Record<string, IntegrationResponse>): Record<string, IntegrationResponse> {
  const entries = Object.entries(responses);
  return Object.fromEntries(entries.map(([status, response]) => [status, integrationResponseAnswer(response)]));
}
