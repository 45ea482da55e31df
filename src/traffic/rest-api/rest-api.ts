import type { ApiType } from "../api-type.ts";
import type { TrafficLimits } from "../limits/steps.ts";
import type { Authorizers } from "../authorizers/authorizers.ts";
import { compileRoute, type Life } from "../runner.ts";
import type { LoadedWebAcls } from "../waf/loaded-web-acls.ts";
import { keepRestAnswer, serveCached } from "../cache/rest-cache.ts";
import { authorize } from "./authorizers/authorize.ts";
import { loggedVariable } from "./logged-variable.ts";
import { compressAnswer } from "./compression.ts";
import { endpointRefusal } from "./endpoint.ts";
import { restFaults } from "./faults.ts";
import { answerRestFault, builtInAnswer } from "./gateway-response.ts";
import { integrate } from "./integrations.ts";
import { methodLimits, requiredApiKey } from "./limits.ts";
import { mapRequest } from "./map-request.ts";
import { mapResponse } from "./map-response.ts";
import type { RestAnswerStepFactory, RestApiPorts, RestMethodParts, RestStep, RestStepFactory } from "./parts.ts";
import { readRequestBody } from "./request-body.ts";
import { RestExchange } from "./rest-exchange.ts";
import { validateBody, validateParameters } from "./validate.ts";
import { webAclFilter } from "./web-acl.ts";

/** What REST APIs need to be called from outside. */
export interface RestTypePorts extends RestApiPorts {
  authorizers: Authorizers;
  /** whether private APIs answer callers from this address */
  isPrivateNetwork(ip: string): boolean;
  limits: TrafficLimits;
  webAcls: Pick<LoadedWebAcls, "get">;
}

/** REST APIs: the life of a request of theirs, and their answers where there is no method. */
export function createRestApiType(ports: RestTypePorts): ApiType<RestExchange> {
  const life = lifeOfRequest(ports);
  return {
    noStage: () =>
      builtInAnswer(restFaults.forbidden, { requestId: ports.uuid(), extendedRequestId: ports.requestId() }),
    begin: (start) => new RestExchange(start, ports),
    refusal: refusals(ports),
    noRoute: (exchange) => answerRestFault(exchange, restFaults.missingAuthenticationToken),
    failure: (exchange) => {
      exchange.cacheErrand?.fill?.(null);
      return answerRestFault(exchange, restFaults.internalServerError);
    },
    variable: loggedVariable,
    route: async (deployment, entry) => {
      if (!deployment.isRest()) throw new Error(`a REST API has a deployment of type ${deployment.head.kind}`);
      const { head } = deployment;
      const method = await deployment.method(entry);
      const { integration } = method;
      if (!integration) throw new Error(`the method ${entry.name} was deployed without an integration`);
      return compileRoute(life, { head, method, integration }, entry.name);
    },
  };
}

/** Before a method is looked for: whether the API may be called at this address, and whether the stage's web ACL lets the request in. */
function refusals(ports: RestTypePorts): ApiType<RestExchange>["refusal"] {
  const endpoint = endpointRefusal((ip) => ports.isPrivateNetwork(ip));
  const filter = webAclFilter(ports.webAcls);
  return (exchange) =>
    endpoint(exchange) ?? (exchange.stage.webAclArn ? filter(exchange, exchange.stage.webAclArn) : null);
}

/** The life of a request of a REST API after its method is known, in this order: who may call, how often, what is asked, the backend. */
function lifeOfRequest(ports: RestTypePorts): Life<RestMethodParts, RestExchange> {
  const { limits } = ports;
  return methodLife(ports, [authorize(ports), requiredApiKey(limits), methodLimits(limits)], [() => limits.fields]);
}

/** What a method does with a request, after `admission` has let it in: TestInvokeMethod lets everything in. */
export function methodLife(
  ports: RestApiPorts,
  admission: RestStepFactory[] = [],
  answerSteps: RestAnswerStepFactory[] = [],
): Life<RestMethodParts, RestExchange> {
  return {
    steps: [
      noteMethod,
      ...admission,
      validateParameters,
      readRequestBody(ports),
      validateBody,
      serveCached(ports),
      mapRequest,
      integrate(ports),
      mapResponse(ports),
    ],
    answerSteps: [keepRestAnswer(ports), compressAnswer, ...answerSteps],
  };
}

/** For `$context` and the log. */
function noteMethod({ method }: RestMethodParts): RestStep {
  return (exchange) => {
    exchange.restMethod = method;
    return null;
  };
}
