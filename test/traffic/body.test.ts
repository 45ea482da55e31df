import { expect, it, vi } from "vitest";
import { BodyTooLarge, readWhole } from "../../src/traffic/body.ts";
import { readAnswer } from "../../src/traffic/rest-api/integrations/backend-answer.ts";

function large() {
  const cancel = vi.fn();
  const pull = (controller: ReadableStreamDefaultController) => controller.enqueue(new Uint8Array(6));
  return { body: new ReadableStream<Uint8Array>({ pull, cancel }), cancel };
}

it("a body larger than what is held is read no further", async () => {
  const { body, cancel } = large();
  await expect(readWhole(body, null, 10)).rejects.toThrow(BodyTooLarge);
  expect(cancel).toHaveBeenCalled();
});

it("a request's body that says that it is larger than what is held is not touched", async () => {
  const { body, cancel } = large();
  await expect(readWhole(body, "11", 10)).rejects.toThrow(BodyTooLarge);
  expect([cancel.mock.calls, body.locked]).toEqual([[], false]);
});

it("a backend's answer that says that it is larger than what is held is given up", async () => {
  const { body, cancel } = large();
  const answer = new Response(body, { headers: { "content-length": "11" } });
  await expect(readAnswer(answer, 10)).rejects.toThrow(BodyTooLarge);
  expect(cancel).toHaveBeenCalled();
});
