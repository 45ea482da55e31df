import { describe, expect, it } from "vitest";
import { restClient } from "../../support/rest-call.ts";

// Recorded from AWS (localstack's snapshots).

describe("a REST API without tags", () => {
  it("tells so when it is read alone, and says nothing of tags when it is made or listed", async () => {
    const send = restClient();
    const made = await send("CreateRestApi", { name: "plain" });
    expect(made.body).not.toHaveProperty("tags");
    const alone = await send("GetRestApi", { restApiId: made.body["id"] });
    expect(alone.body).toEqual({ ...made.body, tags: {} });
    const { item } = (await send("GetRestApis", { limit: 500 })).body as { item: { id: string }[] };
    expect(item.find(({ id }) => id === made.body["id"])).toEqual(made.body);
  });
});

describe("an authorizer", () => {
  it("may have slashes and white space before the version in its function's address, but no other word", async () => {
    const send = restClient();
    const { id: restApiId } = (await send("CreateRestApi", { name: "loose" })).body;
    const create = (name: string, before: string) => {
      const authorizerUri = `arn:aws:apigateway:us-east-1:lambda:path${before}2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations`;
      return send("CreateAuthorizer", {
        restApiId,
        name,
        type: "TOKEN",
        authorizerUri,
        identitySource: "method.request.header.Auth",
      });
    };
    for (const [index, before] of ["/", "//", "/    ", "/ \n  "].entries()) {
      expect((await create(`a${index}`, before)).status).toBe(201);
    }
    expect((await create("b", "/x/")).status).toBe(400);
  });
});
