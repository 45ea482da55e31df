import { isBodiless } from "../../languages/http/statuses.ts";
import type { ParameterEdit, ResponseEdits } from "../../plan/http-api.ts";
import { giveUp } from "../body.ts";
import type { Exchange } from "../exchange.ts";
import { logFailure } from "../log.ts";
import type { AnswerStep } from "../runner.ts";
import { answerHttpFault, httpFaults } from "./faults.ts";
import { compileHeaderEdits, type HeaderEdit } from "./header-edits.ts";
import { compileExpression, readsBackendBody, type ValueReader } from "./values.ts";

interface Changes {
  editHeaders: HeaderEdit | null;
  status: ValueReader | null;
}

/** A backend's body that a mapping reads is held whole up to here; of a larger one the value is missing, and it streams on. */
const READABLE_BYTES = 100 * 1024;

/** The response parameters of an integration: what changes depends on the backend's status. Null where there are none. */
export function mapResponse(responseEdits: readonly ResponseEdits[]): AnswerStep | null {
  if (responseEdits.length === 0) return null;
  const byStatus = new Map(responseEdits.map(({ statusCode, edits }) => [statusCode, compileChanges(edits)]));
  const readsBody = responseEdits.some(({ edits }) =>
    edits.some((edit) => "value" in edit && readsBackendBody(edit.value)),
  );
  return (exchange, answer) => {
    const { integrationStatus } = exchange;
    const changes = integrationStatus === null ? undefined : byStatus.get(integrationStatus);
    if (!changes || exchange.error) return answer;
    if (!readsBody || !answer.body) return changed(changes, exchange, answer);
    return withBody(exchange, answer).then((whole) => changed(changes, exchange, whole));
  };
}

function compileChanges(edits: readonly ParameterEdit[]): Changes {
  const status = edits.flatMap((edit) => (edit.on === "statuscode" ? [compileExpression(edit.value, "text")] : []));
  return { editHeaders: compileHeaderEdits(edits), status: status.at(-1) ?? null };
}

function changed({ editHeaders, status }: Changes, exchange: Exchange, answer: Response): Response {
  const code = status?.(exchange, answer);
  try {
    const response = code === undefined ? answer : withStatus(exchange, answer, code);
    editHeaders?.(response.headers, exchange, answer);
    return response;
  } catch (error) {
    if (!(error instanceof TypeError) && !(error instanceof RangeError)) throw error;
    if (answer.body?.locked === false) giveUp(answer.body);
    logFailure("responseMappingFailed", exchange, error.message);
    return answerHttpFault(exchange, httpFaults.internalServerError);
  }
}

function withStatus(exchange: Exchange, { headers, body }: Response, code: string): Response {
  if (!/^[2-5]\d\d$/.test(code)) throw new RangeError(`${code} is no status code`);
  const status = Number(code);
  const init = { status, headers, encodeBody: encodingOf(exchange) };
  if (!isBodiless(status)) return new Response(body, init);
  giveUp(body);
  return new Response(null, init);
}

/** A body that the function has compressed itself is not compressed again. */
function encodingOf({ encodedBody }: Exchange): "manual" | "automatic" {
  return encodedBody ? "manual" : "automatic";
}

/** Reads the body where it is small enough; the answer that goes on has it all the same. */
async function withBody(exchange: Exchange, answer: Response): Promise<Response> {
  const { body, status, headers } = answer;
  if (!body || Number(headers.get("content-length") ?? 0) > READABLE_BYTES) return answer;
  const [mine, theirs] = body.tee();
  exchange.backendBody = await upTo(mine, READABLE_BYTES);
  return new Response(theirs, { status, headers, encodeBody: encodingOf(exchange) });
}

async function upTo(body: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const whole = new Uint8Array(limit);
  let size = 0;
  for await (const chunk of body) {
    if (size + chunk.byteLength > limit) return null;
    whole.set(chunk, size);
    size += chunk.byteLength;
  }
  return whole.slice(0, size);
}
