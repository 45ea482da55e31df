import { chooseContentCoding } from "../../languages/http/compression.ts";
import { answerBytes } from "../body.ts";
import { clientAcceptEncoding } from "../client.ts";
import type { RestAnswerStepFactory } from "./parts.ts";

/**
 * Compresses answers of `minimumCompressionSize` bytes and more for clients that want it (developer guide, "Payload compression for
 * REST APIs"). What has a Content-Encoding already stays as it is, and so does what streams without a known length.
 */
export const compressAnswer: RestAnswerStepFactory = ({ head }) => {
  const { minimumCompressionSize: minimum } = head;
  if (minimum === null) return null;
  return (exchange, answer) => {
    const { request } = exchange;
    const bytes = answerBytes(exchange);
    if (bytes === null || bytes === 0 || bytes < minimum) return answer;
    if (answer.headers.has("content-encoding") || answer.body === null) return answer;
    const coding = chooseContentCoding(clientAcceptEncoding(request));
    if (coding === "identity") return answer;
    answer.headers.set("Content-Encoding", coding);
    // The platform compresses by itself what says gzip or br.
    return coding === "deflate" ? deflated(answer, answer.body) : answer;
  };
};

function deflated({ status, headers }: Response, body: ReadableStream<Uint8Array>): Response {
  const compressed = body.pipeThrough(new CompressionStream("deflate"));
  return new Response(compressed, { status, headers, encodeBody: "manual" });
}
