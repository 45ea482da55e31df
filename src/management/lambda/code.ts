import { codeSha256 } from "../../functions/archive/content.ts";
import { CodeRefused, DEFAULT_CODE_LIMITS, unpack } from "../../functions/archive/unpack.ts";
import { accessDenied } from "../../wire/faults.ts";
import { invalidParameterValue, requestEntityTooLarge } from "../../wire/lambda-faults.ts";
import type { Call } from "../call.ts";

/** An archive that can be unpacked. */
export interface Code {
  zip: Uint8Array;
  /** base64 */
  sha256: string;
}

/** Where a call says that the code is. */
interface CodeInput {
  ZipFile?: Uint8Array | undefined;
  S3Bucket?: string | undefined;
  S3Key?: string | undefined;
  S3ObjectVersion?: string | undefined;
  ImageUri?: string | undefined;
}

/** Reads and checks a function's archive. Throws AWS's faults for what cannot be code here. */
export async function readCode(call: Call, input: CodeInput): Promise<Code> {
  if (input.ImageUri !== undefined) throw invalidParameterValue("Container images are not run here: give an archive");
  const zip = await archiveOf(call, input);
  if (zip.byteLength === 0) throw invalidParameterValue("Uploaded file must be a non-empty zip");
  try {
    unpack(zip);
  } catch (error) {
    if (!(error instanceof CodeRefused)) throw error;
    throw error.archiveTooLarge ? requestEntityTooLarge(error.message) : invalidParameterValue(error.message);
  }
  return { zip, sha256: await codeSha256(zip) };
}

async function archiveOf(call: Call, { ZipFile, S3Bucket, S3Key, S3ObjectVersion }: CodeInput): Promise<Uint8Array> {
  if (ZipFile === undefined) return fromS3(call, S3Bucket, S3Key, S3ObjectVersion ?? null);
  if ([S3Bucket, S3Key, S3ObjectVersion].every((member) => member === undefined)) return ZipFile;
  throw invalidParameterValue("Please do not provide other FunctionCode parameters when providing a ZipFile.");
}

/** The archive is read now and kept, as at AWS: what happens to the object later changes no function. */
async function fromS3(
  call: Call,
  bucket: string | undefined,
  key: string | undefined,
  version: string | null,
): Promise<Uint8Array> {
  if (bucket === undefined && key === undefined)
    throw invalidParameterValue("Please provide a source for function code.");
  if (!bucket || !key) {
    throw invalidParameterValue("S3 Bucket and Key are required for uploading with S3 parameters.");
  }
  const object = await call.objects.read(`s3://${bucket}/${key}`, version, call.region, DEFAULT_CODE_LIMITS.zipBytes);
  if (object.ok) return object.bytes;
  const { s3, reason } = object;
  if (s3 === undefined) throw invalidParameterValue(`Code cannot be read from s3://${bucket}/${key}: ${reason}`);
  const said = `S3 Error Code: ${s3.code}. S3 Error Message: ${s3.message}`;
  if (s3.code !== "AccessDenied") throw invalidParameterValue(`Error occurred while GetObject. ${said}`);
  throw accessDenied(
    `Your access has been denied by S3, please make sure your request credentials have permission to GetObject for ${bucket}/${key}. ${said}`,
  );
}
