import type { BlockPlan } from "../../plan/web-acl.ts";
import type { LoadedWebAcls } from "../waf/loaded-web-acls.ts";
import type { CompiledWebAcl } from "../waf/web-acl.ts";
import { restFaults } from "./faults.ts";
import { answerRestFault } from "./gateway-response.ts";
import type { RestExchange } from "./rest-exchange.ts";

/** Makes the filter of stages with a web ACL: the answer to a request that it blocks, null for the others. */
export function webAclFilter(
  webAcls: Pick<LoadedWebAcls, "get">,
): (exchange: RestExchange, arn: string) => Response | null | Promise<Response | null> {
  return (exchange, arn) => {
    const acl = webAcls.get(arn);
    return acl instanceof Promise ? acl.then((loaded) => filtered(exchange, loaded)) : filtered(exchange, acl);
  };
}

function filtered(exchange: RestExchange, acl: CompiledWebAcl): Response | null {
  const block = acl.verdict(exchange, (rule) => noteCounted(exchange, acl.name, rule));
  return block && answerBlocked(exchange, block);
}

/** The API's own gateway response, unless the rule has a response of its own: that one takes precedence. */
function answerBlocked(exchange: RestExchange, { response }: BlockPlan): Response {
  if (!response) return answerRestFault(exchange, restFaults.wafFiltered);
  const { message, type: responseType } = restFaults.wafFiltered;
  exchange.error = { message, responseType };
  const headers = new Headers(response.headers);
  exchange.answerBody = response.body ?? "";
  headers.set("x-amzn-RequestId", exchange.requestId);
  headers.set("x-amz-apigw-id", exchange.extendedRequestId);
  return new Response(response.body, { status: response.status, headers });
}

/** A rule that only counts is being tried out: its operator wants to see what it would block. */
function noteCounted({ apiId, stage, requestId }: RestExchange, webAcl: string, rule: string): void {
  console.log(JSON.stringify({ event: "webAclCounted", apiId, stage: stage.name, requestId, webAcl, rule }));
}
