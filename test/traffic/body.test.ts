import { expect, it, vi } from "vitest";
import { BodyTooLarge, readWhole } from "../../src/traffic/body.ts";

it.each([
  ["that says so", "11"],
  ["that does not say", null],
])("a body larger than what is held is given up, one %s", async (_what, contentLength) => {
  const cancel = vi.fn();
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(6)),
    cancel,
  });
  await expect(readWhole(body, contentLength, 10)).rejects.toThrow(BodyTooLarge);
  expect(cancel).toHaveBeenCalled();
});
