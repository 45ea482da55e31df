import { createExecutionContext } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createApp, type Env } from "../src/app.ts";
import { countingEnv } from "./support/counting-env.ts";
import { lambda, newFunction } from "./support/lambda-call.ts";
import { v2, v2Call } from "./support/v2-call.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a worker whose optional lines were deleted from wrangler.toml", () => {
  const { LOADER: _loader, ...env }: Env = countingEnv().env;
  const app = createApp(env);

  it("starts, and its health says what is not there", async () => {
    const answer = await app.fetch(new Request("http://localhost/health"), createExecutionContext());
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ bindings: { DB: true, CHANGE_LOG: true, LOADER: false } });
  });

  it("says what is missing when a function is to be called", async () => {
    const call = v2Call();
    const FunctionName = await newFunction(call);
    const permission = { StatementId: "api", Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com" };
    await lambda.AddPermission(call, { FunctionName, ...permission });
    const Target = `arn:aws:lambda:us-east-1:000000000000:function:${FunctionName}`;
    const { ApiEndpoint } = await v2.CreateApi(call, { Name: "function", ProtocolType: "HTTP", Target });
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const answer = await app.fetch(new Request(`${ApiEndpoint}/`), createExecutionContext());
    expect([answer.status, await answer.text()]).toEqual([503, '{"message":"Service Unavailable"}']);
    expect(log.mock.calls.join("\n")).toMatch(/worker_loaders|Worker Loader|LOADER/);
  });
});

describe("an address of nobody", () => {
  it("is 403 on every path", async () => {
    const app = createApp(countingEnv().env);
    for (const path of ["/", "/health", "/v2/apis", "/execute-api/abc/x"]) {
      const answer = await app.fetch(new Request(`http://nobody.test${path}`), createExecutionContext());
      expect([path, answer.status, await answer.text()]).toEqual([path, 403, '{"message":"Forbidden"}']);
    }
  });
});
