import { JsonSyntaxError, parseJson } from "../../../languages/jsonpath/parse-json.ts";
import { restFaults } from "../faults.ts";
import { answerRestFault } from "../gateway-response.ts";
import type { RestStep } from "../parts.ts";
import type { RestExchange } from "../rest-exchange.ts";
import { bodyText } from "../values.ts";

const REMEMBERED_LENGTH = 1_000;

/** MOCK: the request template's `statusCode` is the outcome, and nothing is called. */
export const mock = (): RestStep => {
  // Most templates of MOCK make the same text each time.
  let last: string | null = null;
  let lastStatus: number | null = null;
  return (exchange) => {
    const text = bodyText(exchange.outgoing?.body ?? null);
    if (text === last) return answer(exchange, lastStatus);
    const status = statusCode(text);
    if (text.length <= REMEMBERED_LENGTH) {
      last = text;
      lastStatus = status;
    }
    return answer(exchange, status);
  };
};

function answer(exchange: RestExchange, status: number | null): Response | null {
  if (status === null) {
    return answerRestFault(exchange, restFaults.configurationError, "the request template makes no integer statusCode");
  }
  exchange.backend = { status, headers: null, body: null, selector: String(status) };
  return null;
}

/** Reads it as leniently as AWS does: `{statusCode: 200}` is what the CDK writes (recorded). */
function statusCode(text: string): number | null {
  try {
    const document = parseJson(text);
    const status = document instanceof Map ? document.get("statusCode") : undefined;
    return typeof status === "number" && Number.isInteger(status) ? status : null;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return null;
    throw error;
  }
}
