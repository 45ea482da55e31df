import fc from "fast-check";
import { expect, it } from "vitest";
import { readPrelude } from "../../../../src/traffic/rest-api/integrations/function/prelude.ts";
import { MalformedResult } from "../../../../src/traffic/rest-api/integrations/function/result.ts";

const NULS = new Uint8Array(8);

/** A stream of bytes, cut at these places. */
function cut(bytes: Uint8Array, places: number[]): ReadableStream<Uint8Array> {
  const bounds = [0, ...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return new ReadableStream({
    start: (controller) => {
      for (const [index, end] of bounds.entries()) {
        const begin = bounds[index - 1] ?? 0;
        if (end > begin) controller.enqueue(bytes.slice(begin, end));
      }
      controller.close();
    },
  });
}

const places = fc.array(fc.nat(), { maxLength: 6 });

it("a streamed answer is taken apart in one way, however its bytes are cut", async () => {
  const metadata = fc.json().filter((text) => !text.includes("\0"));
  await fc.assert(
    fc.asyncProperty(metadata, fc.uint8Array({ maxLength: 60 }), places, async (text, body, cuts) => {
      const head = new TextEncoder().encode(text);
      const answer = await readPrelude(cut(new Uint8Array([...head, ...NULS, ...body]), cuts));
      expect(answer.metadata).toBe(text);
      expect(new Uint8Array(await new Response(answer.body).arrayBuffer())).toEqual(new Uint8Array(body));
    }),
  );
});

it("a stream without the delimiter in its first 16 KB is none", async () => {
  await expect(readPrelude(cut(new Uint8Array(100).fill(65), [3, 50]))).rejects.toThrow(MalformedResult);
  const late = new Uint8Array([...new Uint8Array(16 * 1024).fill(65), ...NULS]);
  await expect(readPrelude(cut(late, [10, 16_000]))).rejects.toThrow(MalformedResult);
});
