/** An object of S3, or why it cannot be read. */
export type ReadObject = { ok: true; text: string } | { ok: false; reason: string };

/** Reads an object that a definition names: `s3://bucket/key`, of one version or (null) the newest. Never throws. */
export interface ObjectReader {
  read(uri: string, version: string | null, region: string): Promise<ReadObject>;
}
