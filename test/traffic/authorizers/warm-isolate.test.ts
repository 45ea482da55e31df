import { createExecutionContext } from "cloudflare:test";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type App, createApp } from "../../../src/app.ts";
import { createSigningKeys } from "../../../src/sigv4/signingkey.ts";
import { sign } from "../../../src/sigv4/sign.ts";
import { countingEnv } from "../../support/counting-env.ts";
import { createIssuer } from "../../support/issuer.ts";
import { newApi, newTarget, v2, v2Call } from "../../support/v2-call.ts";

let asked: string[];
let answer: (url: string) => string | undefined;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  asked = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const url = String(input);
    asked.push(new URL(url).host);
    return new Response(answer(url) ?? "backend");
  });
  answer = () => undefined;
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

type Guard = Parameters<typeof v2.CreateRoute>[1];

/** Makes an API with one route. */
async function guarded(guard: (ApiId: string) => Promise<Partial<Guard>> | Partial<Guard>): Promise<string> {
  const call = v2Call();
  const ApiId = await newApi(call);
  const Target = await newTarget(call, ApiId, "https://backend.test/{id}");
  await v2.CreateRoute(call, { ...(await guard(ApiId)), ApiId, RouteKey: "GET /r/{id}", Target });
  await v2.CreateStage(call, { ApiId, StageName: "$default", AutoDeploy: true });
  return `${ApiId}.execute-api.localhost`;
}

async function get(app: App, host: string, path: string, headers: Record<string, string>): Promise<void> {
  const response = await app.fetch(new Request(`http://${host}${path}`, { headers }), createExecutionContext());
  expect([response.status, await response.text()]).toEqual([200, "backend"]);
}

it("1,000 requests with tokens make no call but the backend's", async () => {
  const issuer = await createIssuer("https://issuer.test");
  answer = (url) => (url.startsWith(issuer.url) ? issuer.document(new URL(url).pathname) : undefined);
  const call = v2Call();
  const host = await guarded(async (ApiId) => {
    const { AuthorizerId } = await v2.CreateAuthorizer(call, {
      ApiId,
      Name: "jwt",
      AuthorizerType: "JWT",
      IdentitySource: ["$request.header.Authorization"],
      JwtConfiguration: { Issuer: issuer.url, Audience: ["shop"] },
    });
    return { AuthorizationType: "JWT", AuthorizerId };
  });
  const counting = countingEnv();
  const app = createApp(counting.env);
  const tokens = await Promise.all(Array.from({ length: 20 }, (_, n) => issuer.token({ claims: { sub: `user${n}` } })));
  const send = (n: number) => get(app, host, `/r/${n}`, { authorization: `Bearer ${tokens[n % tokens.length]}` });
  await send(0);
  expect(asked).toContain("issuer.test");
  counting.reset();
  asked = [];
  for (let n = 0; n < 1_000; n++) await send(n);
  expect(counting.calls()).toEqual({ DB: 0, CACHE: 0, objects: 0 });
  expect(new Set(asked)).toEqual(new Set(["backend.test"]));
});

it("1,000 signed requests make no call but the backend's", async () => {
  const host = await guarded(() => ({ AuthorizationType: "AWS_IAM" }));
  const counting = countingEnv();
  const app = createApp(counting.env);
  const signing = {
    credentials: { accessKeyId: "test", secret: "test" },
    region: "us-east-1",
    service: "execute-api",
    now: Date.now(),
    signingKeys: createSigningKeys(),
  };
  const send = (n: number) => {
    const path = `/r/${n}`;
    return get(app, host, path, { host, ...sign({ method: "GET", url: `http://${host}${path}` }, signing) });
  };
  await send(0);
  counting.reset();
  asked = [];
  for (let n = 0; n < 1_000; n++) await send(n);
  expect(counting.calls()).toEqual({ DB: 0, CACHE: 0, objects: 0 });
  expect(new Set(asked)).toEqual(new Set(["backend.test"]));
});
