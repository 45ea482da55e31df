import { describe, expect, it } from "vitest";
import { expandResources, refusalMessage } from "../../src/policies/executeapi.ts";
import { METHOD } from "./policy.ts";

const api = { region: "us-east-2", account: "123456789012", apiId: "aabbccddee" };

describe("short resource names", () => {
  it("are written out when a policy is saved, and nothing else is touched", () => {
    const document = {
      Version: "2012-10-17",
      Statement: [
        { Sid: "execute-api:/x", Effect: "Allow", Resource: "execute-api:/stage-name/GET/pets", Extra: 1 },
        { Effect: "Deny", NotResource: ["execute-api:/*", "arn:aws:execute-api:*:*:*", "*"] },
      ],
    };
    expect(expandResources(document, api)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "execute-api:/x",
          Effect: "Allow",
          Resource: "arn:aws:execute-api:us-east-2:123456789012:aabbccddee/stage-name/GET/pets",
          Extra: 1,
        },
        {
          Effect: "Deny",
          NotResource: ["arn:aws:execute-api:us-east-2:123456789012:aabbccddee/*", "arn:aws:execute-api:*:*:*", "*"],
        },
      ],
    });
  });

  it("are written out in a single statement, and in other partitions", () => {
    const expanded = expandResources({ Statement: { Resource: "execute-api:/*" } }, { ...api, partition: "aws-cn" });
    expect(expanded).toEqual({ Statement: { Resource: "arn:aws-cn:execute-api:us-east-2:123456789012:aabbccddee/*" } });
  });

  it("leave alone what is no policy", () => {
    expect(expandResources("text", api)).toBe("text");
    expect(expandResources({ a: 1 }, api)).toEqual({ a: 1 });
    expect(expandResources({ Statement: [1] }, api)).toEqual({ Statement: [1] });
  });
});

describe("a refusal's message", () => {
  const about = { action: "execute-api:Invoke", resource: METHOD, byAuthorizer: false };

  it("names caller, action and resource, with the account hidden", () => {
    expect(refusalMessage({ ...about, decision: { access: "implicitDeny", by: "resource-based" } })).toBe(
      "User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********9012:a1b2c3/prod/GET/pets because no resource-based policy allows the execute-api:Invoke action",
    );
    const callerArn = "arn:aws:iam::123456789012:user/ada";
    expect(refusalMessage({ ...about, callerArn, decision: { access: "explicitDeny", by: "identity-based" } })).toBe(
      "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********9012:a1b2c3/prod/GET/pets with an explicit deny in an identity-based policy",
    );
  });

  it("names nobody when a Lambda authorizer refused", () => {
    const refusal = { ...about, byAuthorizer: true };
    expect(refusalMessage({ ...refusal, decision: { access: "explicitDeny", by: "identity-based" } })).toBe(
      "User is not authorized to access this resource with an explicit deny in an identity-based policy",
    );
    expect(refusalMessage({ ...refusal, decision: { access: "implicitDeny", by: "identity-based" } })).toBe(
      "User is not authorized to access this resource because no identity-based policy allows the execute-api:Invoke action",
    );
  });
});
