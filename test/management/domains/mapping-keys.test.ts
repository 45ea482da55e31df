import { describe, expect, it } from "vitest";
import { createApiMapping, createDomainName, updateApiMapping } from "../../../src/management/domains/v2.ts";
import { newApi, refusal, v2, v2Call } from "../../support/v2-call.ts";

const call = v2Call();

describe("the key of an API mapping (developer guide, restrictions for API mappings)", () => {
  it("has several parts of letters, numbers and a few signs, with one slash between them", async () => {
    const DomainName = `d${crypto.randomUUID()}.names.test`;
    await createDomainName(call, { DomainName });
    const ApiId = await newApi(call);
    await v2.CreateStage(call, { ApiId, StageName: "dev" });
    const create = (ApiMappingKey: string) =>
      createApiMapping(call, { DomainName, ApiId, Stage: "dev", ApiMappingKey });
    const slashes = "API mapping key should not start with a '/' or have consecutive '/'s.";
    for (const key of ["/orders", "orders//v1"])
      expect(await refusal(create(key))).toEqual(["BadRequestException", slashes]);
    expect((await refusal(create("orders/")))[1]).toBe("API mapping key should not end with a '/'.");
    const [, letters] = await refusal(create("örders"));
    expect(letters).toMatch(/^An ApiMapping key may contain only letters, numbers and one of /);
    const { ApiMappingId = "" } = await create("orders/v1.0-beta_(x)");
    const update = updateApiMapping(call, { DomainName, ApiId, ApiMappingId, ApiMappingKey: "//" });
    expect(await refusal(update)).toEqual(["BadRequestException", slashes]);
  });
});
