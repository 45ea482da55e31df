import { describe, expect, it, vi } from "vitest";
import { httpTraffic } from "../../support/http-traffic.ts";
import { recordTo } from "../../support/record-to.ts";
import { restTraffic } from "../../support/rest-traffic.ts";

/** A log that keeps its batches. */
function log() {
  const batches: { destinationArn: string; lines: readonly string[] }[] = [];
  const ports = {
    record: recordTo(async (destinationArn, lines) => void batches.push({ destinationArn, lines: [...lines] })),
  };
  /** all lines, once `count` of them are written */
  const lines = (count: number): Promise<string[]> =>
    vi.waitFor(
      () => {
        const written = batches.flatMap((batch) => batch.lines);
        expect(written).toHaveLength(count);
        return written;
      },
      { timeout: 4_000 },
    );
  return { batches, lines, ports };
}

const destinationArn = "arn:aws:logs:us-east-1:000000000000:log-group:pets";
const FORMAT =
  "$context.requestId $context.status $context.responseLength $context.error.responseType $context.integrationStatus";
const accessLogSettings = { destinationArn, format: FORMAT };
const withoutIds = (lines: string[]): string[] => lines.map((line) => line.replace(/^\S+ /, ""));

describe("the access log of a stage", () => {
  it("of an HTTP API has every request, also those without a route, in one batch", async () => {
    const { batches, lines, ports } = log();
    const { call } = httpTraffic(
      { routes: { "GET /pets": {} }, plan: { accessLogSettings } },
      { fetch: () => new Response("four", { headers: { "content-length": "4" } }), ports },
    );
    for (const path of ["/pets", "/cats"]) await (await call(path)).text();
    expect(withoutIds(await lines(2))).toEqual(["200 4 - 200", "404 23 RESOURCE_NOT_FOUND -"]);
    expect(batches.map((batch) => batch.destinationArn)).toEqual([destinationArn]);
  });

  it("of a REST API has what templates see, and the gateway's own errors", async () => {
    const { lines, ports } = log();
    const { call } = restTraffic(
      { methods: { "GET /pets": {} } },
      { plan: { accessLogSettings: { ...accessLogSettings, format: `${FORMAT} $context.resourcePath` } }, ports },
    );
    for (const path of ["/test/pets", "/test/cats"]) await (await call(path)).text();
    expect(withoutIds(await lines(2))).toEqual(["200 0 - - /pets", "403 42 MISSING_AUTHENTICATION_TOKEN - -"]);
  });

  it("counts what streams", async () => {
    const { lines, ports } = log();
    const chunks = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let n = 0; n < 3; n++) controller.enqueue(new Uint8Array(1_000));
        controller.close();
      },
    });
    const { call } = httpTraffic(
      { routes: { "GET /pets": {} }, plan: { accessLogSettings } },
      { fetch: () => new Response(chunks), ports },
    );
    expect((await (await call("/pets")).arrayBuffer()).byteLength).toBe(3_000);
    expect(withoutIds(await lines(1))).toEqual(["200 3000 - 200"]);
  });

  it("is not written where the stage has none", async () => {
    const { batches, ports } = log();
    const { call } = httpTraffic({ routes: { "GET /pets": {} } }, { ports });
    await (await call("/pets")).text();
    expect(batches).toEqual([]);
  });
});

describe("metrics", () => {
  it("have a point for every request, with its route only where the stage wants details", async () => {
    const points: unknown[] = [];
    const record = { ...recordTo(), metrics: (point: unknown) => void points.push(point) };
    const { call } = restTraffic({ methods: { "GET /pets": {} } }, { ports: { record } });
    await call("/test/pets");
    await call("/test/cats");
    expect(points).toMatchObject([
      { stage: "test", routeKey: "", status: 200, cache: null },
      { stage: "test", routeKey: "", status: 403 },
    ]);
  });
});
