import { describe, expect, it } from "vitest";
import type { Call } from "../../../src/management/call.ts";
import type { ReadObject } from "../../../src/plan/object-reader.ts";
import { codeOf, lambda, minimal, newFunction } from "../../support/lambda-call.ts";
import { refusal, v2Call } from "../../support/v2-call.ts";

const INVALID = "InvalidParameterValueException";

/** A call to a gateway whose S3 answers so to every question; `asked` gets the questions. */
function callWith(object: ReadObject, asked: unknown[] = []): Call {
  const read = async (...question: unknown[]): Promise<ReadObject> => {
    asked.push(question);
    return object;
  };
  return { ...v2Call(), objects: { read } };
}

const inS3 = (name: string, version?: string) => ({
  ...minimal(name),
  Code: { S3Bucket: "code", S3Key: "a/b.zip", ...(version !== undefined && { S3ObjectVersion: version }) },
});

describe("a function's code in S3", () => {
  it("is read when the function is made, of the version that is named", async () => {
    const asked: unknown[] = [];
    const call = callWith({ ok: true, bytes: codeOf("from S3") }, asked);
    const made = await lambda.CreateFunction(call, inS3("s3-made", "v7"));
    expect(made.CodeSize).toBe(codeOf("from S3").byteLength);
    expect(asked).toEqual([["s3://code/a/b.zip", "v7", "us-east-1", 10 * 1024 * 1024]]);
  });

  it("is read when the code is updated", async () => {
    const FunctionName = await newFunction(v2Call());
    const call = callWith({ ok: true, bytes: codeOf("a longer text, from S3") });
    const updated = await lambda.UpdateFunctionCode(call, { FunctionName, S3Bucket: "code", S3Key: "a/b.zip" });
    expect(updated.CodeSize).toBe(codeOf("a longer text, from S3").byteLength);
  });

  it("that cannot be read is refused in Lambda's words", async () => {
    const create = (object: Omit<Extract<ReadObject, { ok: false }>, "ok">) =>
      refusal(lambda.CreateFunction(callWith({ ok: false, ...object }), inS3("s3-refused")));
    const reason = "S3 answers 404";
    const missing = { code: "NoSuchKey", message: "The specified key does not exist." };
    expect(await create({ reason, s3: missing })).toEqual([
      INVALID,
      "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.",
    ]);
    expect(await create({ reason, s3: { code: "AccessDenied", message: "Access Denied" } })).toEqual([
      "AccessDeniedException",
      "Your access has been denied by S3, please make sure your request credentials have permission to GetObject for code/a/b.zip. S3 Error Code: AccessDenied. S3 Error Message: Access Denied",
    ]);
    expect(await create({ reason: "AWS_INTEGRATION_ALLOW does not name it" })).toEqual([
      INVALID,
      "Code cannot be read from s3://code/a/b.zip: AWS_INTEGRATION_ALLOW does not name it",
    ]);
    const call = callWith({ ok: true, bytes: new Uint8Array(100) });
    expect((await refusal(lambda.CreateFunction(call, inS3("s3-refused"))))[1]).toContain("Could not unzip");
  });

  it("needs a bucket and a key, and no archive beside them", async () => {
    const create = (Code: object) => refusal(lambda.CreateFunction(v2Call(), { ...minimal("s3-parts"), Code }));
    expect(await create({})).toEqual([INVALID, "Please provide a source for function code."]);
    const both = "S3 Bucket and Key are required for uploading with S3 parameters.";
    expect(await create({ S3Bucket: "code" })).toEqual([INVALID, both]);
    expect(await create({ S3Key: "a.zip" })).toEqual([INVALID, both]);
    expect(await create({ ZipFile: codeOf("x"), S3Bucket: "code", S3Key: "k" })).toEqual([
      INVALID,
      "Please do not provide other FunctionCode parameters when providing a ZipFile.",
    ]);
  });
});
