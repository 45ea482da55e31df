import { describe, expect, it } from "vitest";
import { readConfig } from "../src/config.ts";

describe("the configuration", () => {
  it("names every variable that is wrong at once, those that every object has included", () => {
    const env = { PATH_ADDRESSES: "maybe", constructor: "x", TYPO: "y" };
    expect(() => readConfig(env)).toThrow(
      'Configuration: PATH_ADDRESSES must be on or off, not "maybe"; constructor: no such variable; TYPO: no such variable',
    );
  });

  it("leaves bindings and what the AWS SDKs read alone", () => {
    const config = readConfig({ DB: {}, AWS_ENDPOINT_URL_S3: "http://localhost:9", ACCOUNT_ID: "111122223333" });
    expect(config).toMatchObject({ ACCOUNT_ID: "111122223333", PATH_ADDRESSES: "on" });
    expect(config).not.toHaveProperty("AWS_ENDPOINT_URL_S3");
  });
});
