/** An object of S3, or why it cannot be read; `s3` is there where S3 itself has refused it. */
export type ReadObject =
  | { ok: true; bytes: Uint8Array }
  | { ok: false; reason: string; s3?: { code: string; message: string } };

/**
 * Reads an object that a call names: `s3://bucket/key`, of one version or (null) the newest. One that is larger than `maxBytes` is not
 * read. Never throws.
 */
export interface ObjectReader {
  read(uri: string, version: string | null, region: string, maxBytes: number): Promise<ReadObject>;
}
