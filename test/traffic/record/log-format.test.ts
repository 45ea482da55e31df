import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loggedVariable } from "../../../src/traffic/rest-api/logged-variable.ts";
import { compileLogFormat } from "../../../src/traffic/record/log-format.ts";
import { restExchange } from "../../support/rest-traffic.ts";

const answered = { status: 200, responseLength: 12, responseLatency: 3 };

function line(format: string, init: RequestInit = {}): string {
  const { exchange } = restExchange({}, init);
  return compileLogFormat(format, loggedVariable).line(exchange, answered);
}

describe("a format of an access log", () => {
  it("names variables of the request and of the answer", () => {
    expect(
      line("$context.requestId $context.httpMethod $context.status $context.responseLength $context.responseLatency"),
    ).toBe("00000000-0000-0000-0000-000000000000 GET 200 12 3");
    expect(line('"$context.protocol", $context.stage.')).toBe('"HTTP/1.1", test.');
  });

  it("writes - for what has no value, and leaves alone what is no variable", () => {
    expect(line("$context.integrationStatus $context.identity.userArn $context.noSuch $input $context")).toBe(
      "- - - $input $context",
    );
  });

  it("is one line", () => {
    expect(line('{ "id": "$context.requestId",\n  "ip": "$context.identity.sourceIp" }\n')).not.toContain("\n");
  });

  it("is JSON whatever a client sends, where it is written as JSON", () => {
    const format = '{"agent":"$context.identity.userAgent","status":$context.status}';
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) }),
        (agent) => {
          const sent = agent.trim();
          const written = JSON.parse(line(format, { headers: { "user-agent": sent } })) as unknown;
          expect(written).toEqual({ agent: sent === "" ? "-" : sent, status: 200 });
        },
      ),
    );
  });
});
