import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sharedGateway } from "../support/gateway.ts";
import { createHttpApi, type DeployedHttpApi } from "../support/http-api.ts";
import { request, type RequestOptions } from "../support/request.ts";
import { type RecordedRequest, startUpstream, type UpstreamServer } from "../support/upstream-server.ts";

/** Mappings of a request by the route that has them. */
const REQUESTS: Record<string, Record<string, string>> = {
  "GET /header": {
    "append:header.X-Appended": "$request.header.x-source",
    "overwrite:header.X-Overwritten": "$request.querystring.q",
    "remove:header.X-Removed": "''",
    "append:header.X-Static": "a static $5 text",
    "overwrite:header.X-Missing": "$request.header.x-not-there",
    "append:header.X-Joined": "<${request.header.x-not-there}|${request.querystring.q}>",
  },
  "GET /query": {
    "append:querystring.a": "$stageVariables.variable",
    "overwrite:querystring.b": "$request.header.x-source",
    "remove:querystring.c": "''",
    "append:querystring.new-name": "&=+ ü",
    "overwrite:querystring.missing": "$request.querystring.not-there",
  },
  "GET /path/{id}": { "overwrite:path": "/moved/${request.path.id}/${request.querystring.q}" },
  "GET /whole/{id}/{rest+}": { "overwrite:path": "$request.path" },
  "GET /fixed": { "overwrite:path": "fixed/without-slash" },
  "GET /decoded/{id}": { "overwrite:header.X-Id": "$request.path.id" },
  "POST /body": {
    "append:header.X-Whole": "$request.body",
    "append:header.X-Name": "$request.body.order.items[1].name",
    "append:header.X-Object": "$request.body.order.by",
    "append:header.X-Missing": "$request.body.nothing",
  },
  "GET /context/{id}": {
    "overwrite:header.X-Context": [
      "${context.apiId}",
      "${context.stage}",
      "${context.routeKey}",
      "${context.httpMethod}",
      "${context.path}",
      "${context.protocol}",
      "${context.identity.sourceIp}",
      "${context.identity.userAgent}",
      "${context.accountId}",
      "${context.nothing}",
    ].join(" | "),
    "overwrite:header.X-Request": "$context.requestId",
  },
  "GET /bad-header": { "overwrite:header.X-Bad": "$request.querystring.q" },
};

/** Mappings of the answer by the backend's status. */
const RESPONSES: Record<string, Record<string, string>> = {
  "200": {
    "append:header.X-Appended": "of ${context.requestId}",
    "overwrite:header.X-Overwritten": "$response.header.x-source",
    "remove:header.X-Removed": "''",
    "append:header.X-Variable": "$stageVariables.variable",
    "append:header.X-Body": "$response.body.id",
  },
  "404": { "overwrite:statuscode": "410" },
  "503": { "overwrite:statuscode": "$response.header.x-status", "append:header.X-Said": "$response.body" },
};

let upstream: UpstreamServer;
let api: DeployedHttpApi;
beforeAll(async () => {
  const gateway = await sharedGateway();
  upstream = await startUpstream();
  const integrations = Object.entries(REQUESTS).map(([key, RequestParameters]) => [
    key,
    { IntegrationUri: `${upstream.url}/to?a=own`, RequestParameters },
  ]);
  api = await createHttpApi(gateway, {
    routes: {
      ...Object.fromEntries(integrations),
      "GET /answer": { IntegrationUri: upstream.url, ResponseParameters: RESPONSES },
    },
    stage: "live",
    variables: { variable: "a value" },
  });
});
beforeEach(() => upstream.reset());
afterAll(() => upstream.stop());

/** What reached the backend. */
async function sent(path: string, options: RequestOptions = {}): Promise<RecordedRequest> {
  const answer = await request(`${api.url}${path}`, options);
  expect([answer.status, answer.text]).toEqual([200, '{"ok":true}']);
  return upstream.last();
}

describe("a request's mapped headers", () => {
  it("are appended, overwritten and removed", async () => {
    const { headers } = await sent("/header?q=1&q=2", {
      headers: { "x-source": "s", "x-appended": "own", "x-overwritten": "own", "x-removed": "own" },
    });
    expect(headers).toMatchObject({ "x-appended": "own, s", "x-overwritten": "1,2", "x-static": "a static $5 text" });
    expect(headers).not.toHaveProperty("x-removed");
  });

  it("stay as they are where the source is missing, and have nothing in its place within a text", async () => {
    const { headers } = await sent("/header?q=1", { headers: { "x-missing": "own" } });
    expect(headers).toMatchObject({ "x-missing": "own", "x-joined": "<|1>" });
  });

  it("have values from a path decoded", async () => {
    expect((await sent("/decoded/a%20b%2Fc+d")).headers["x-id"]).toBe("a b/c+d");
  });

  it("are refused with 400 where the value cannot stand in a header", async () => {
    const answer = await request(`${api.url}/bad-header?q=a%0Ab`);
    expect([answer.status, answer.text]).toEqual([400, '{"message":"Bad Request"}']);
    expect(upstream.requests).toEqual([]);
  });
});

describe("a request's mapped query", () => {
  it("is appended, overwritten and removed; what is not mapped stays as it was sent", async () => {
    const { url } = await sent("/query?b=1&c=2&b=3&d=%zz+x&missing=own", { headers: { "x-source": "s" } });
    const [path, query = ""] = url.split("?");
    expect(path).toBe("/to");
    expect(query.split("&").toSorted()).toEqual(
      ["a=own", "a=a%20value", "b=s", "d=%zz+x", "missing=own", "new-name=%26%3D%2B%20%C3%BC"].toSorted(),
    );
  });
});

describe("a request's mapped path", () => {
  it("takes the place of the URI's, path parts as they were sent and the rest encoded", async () => {
    expect((await sent("/path/a%2Fb?q=c%20d")).url).toBe("/moved/a%2Fb/c%20d?a=own&q=c%20d");
  });

  it("is the request's own path without the stage, with $request.path", async () => {
    expect((await sent("/whole/1/x//y%20z")).url).toBe("/whole/1/x//y%20z?a=own");
  });

  it("begins with a slash", async () => {
    expect((await sent("/fixed")).url).toBe("/fixed/without-slash?a=own");
  });
});

describe("a request's body", () => {
  const body = JSON.stringify({ order: { by: { id: 7 }, items: [{ name: "a" }, { name: "b" }] } });

  it("is a source as a whole and by path, and goes on to the backend as it was", async () => {
    const recorded = await sent("/body", { method: "POST", body });
    expect(recorded.headers).toMatchObject({ "x-whole": body, "x-name": "b", "x-object": '{"id":7}' });
    expect(recorded.headers).not.toHaveProperty("x-missing");
    expect(recorded.body.toString()).toBe(body);
  });

  it("that is no JSON has no values below it", async () => {
    const { headers } = await sent("/body", { method: "POST", body: "{no" });
    expect(headers["x-whole"]).toBe("{no");
    expect(headers).not.toHaveProperty("x-name");
  });
});

it("the context has the request's variables; a name that there is not is empty", async () => {
  const { headers } = await sent("/context/1", { headers: { "user-agent": "test" } });
  expect(headers["x-context"]).toBe(
    `${api.apiId} | live | GET /context/{id} | GET | /live/context/1 | HTTP/1.1 | 127.0.0.1 | test | 000000000000 |`,
  );
  expect(headers["x-request"]).toMatch(/^[\w-]{15}=$/);
});

describe("the answer's mapped parameters", () => {
  it("change headers for the backend's status that they stand for", async () => {
    const backend = { "x-appended": "own", "x-overwritten": "own", "x-removed": "own", "x-source": "s" };
    upstream.answer({ headers: { ...backend, "content-type": "application/json" }, body: '{"id":42}' });
    const answer = await request(`${api.url}/answer`);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "x-appended": `own, of ${answer.headers.get("apigw-requestid")}`,
      "x-overwritten": "s",
      "x-variable": "a value",
      "x-body": "42",
    });
    expect(answer.headers.has("x-removed")).toBe(false);
    expect(answer.text).toBe('{"id":42}');
  });

  it("leave answers of another status alone", async () => {
    upstream.answer({ status: 201, headers: { "x-removed": "own" } });
    const answer = await request(`${api.url}/answer`);
    expect([answer.status, answer.headers.get("x-removed"), answer.headers.has("x-variable")]).toEqual([
      201,
      "own",
      false,
    ]);
  });

  it("change the status, to a fixed one or one that the backend names; the body stays", async () => {
    upstream.answer({ status: 404, body: "gone" });
    expect(await request(`${api.url}/answer`)).toMatchObject({ status: 410, text: "gone" });
    upstream.answer({ status: 503, headers: { "x-status": "299" }, body: "said" });
    const answer = await request(`${api.url}/answer`);
    expect([answer.status, answer.headers.get("x-said"), answer.text]).toEqual([299, "said", "said"]);
  });

  it("that yield no status fail with 500", async () => {
    upstream.answer({ status: 503, headers: { "x-status": "teapot" }, body: "said" });
    const answer = await request(`${api.url}/answer`);
    expect([answer.status, answer.text]).toEqual([500, '{"message":"Internal Server Error"}']);
  });
});
