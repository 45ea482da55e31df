import { codeSha256 } from "../../functions/archive/content.ts";
import { CodeRefused, unpack } from "../../functions/archive/unpack.ts";
import { invalidParameterValue, requestEntityTooLarge } from "../../wire/lambda-faults.ts";

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
  ImageUri?: string | undefined;
}

/** Reads and checks a function's archive. Throws AWS's faults for what cannot be code here. */
export async function readCode({ ZipFile, S3Bucket, S3Key, ImageUri }: CodeInput): Promise<Code> {
  if (ImageUri !== undefined) throw invalidParameterValue("Container images are not run here: give a ZipFile");
  if (S3Bucket !== undefined || S3Key !== undefined) {
    throw invalidParameterValue("Code is not fetched from S3: give the archive itself as ZipFile");
  }
  if (ZipFile === undefined) throw invalidParameterValue("Please provide a source for function code.");
  if (ZipFile.byteLength === 0) throw invalidParameterValue("Uploaded file must be a non-empty zip");
  try {
    unpack(ZipFile);
  } catch (error) {
    if (!(error instanceof CodeRefused)) throw error;
    throw error.archiveTooLarge ? requestEntityTooLarge(error.message) : invalidParameterValue(error.message);
  }
  return { zip: ZipFile, sha256: await codeSha256(ZipFile) };
}
