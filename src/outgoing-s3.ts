import type { OutgoingAws } from "./outgoing-aws.ts";
import type { ObjectReader, ReadObject } from "./plan/object-reader.ts";
import { sign } from "./sigv4/sign.ts";
import { createSigningKeys } from "./sigv4/signingkey.ts";
import { BodyTooLarge, readWhole } from "./traffic/body.ts";

const URI = /^s3:\/\/([a-z0-9.-]{3,63})\/(.+)$/;
const TIMEOUT_MS = 10_000;

/** Reads objects of S3, or of what AWS_ENDPOINT_URL_S3 points to, by its path-style addresses. */
export function s3Reader(aws: OutgoingAws, now: () => number): ObjectReader {
  const signingKeys = createSigningKeys(10);
  return {
    async read(uri, version, region, maxBytes) {
      const [, bucket, key] = URI.exec(uri) ?? [];
      if (bucket === undefined || key === undefined) return refused(`${uri} is no address of an object in S3`);
      // In a URL such parts would lead to another object than the one that is allowed.
      if (key.split("/").some((part) => part === "." || part === "..")) return refused(`${uri} cannot be asked for`);
      const { credentials } = aws;
      if (!credentials) return refused("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set");
      if (!aws.allows("s3", `arn:aws:s3:::${bucket}/${key}`)) return refused("AWS_INTEGRATION_ALLOW does not name it");
      const path = key.split("/").map(encodeURIComponent).join("/");
      const query = version === null ? "" : `?versionId=${encodeURIComponent(version)}`;
      const url = `${aws.endpoint("s3", region)}/${bucket}/${path}${query}`;
      const headers = sign({ method: "GET", url }, { credentials, region, service: "s3", now: now(), signingKeys });
      return get(url, headers, maxBytes);
    },
  };
}

const refused = (reason: string): ReadObject => ({ ok: false, reason });

async function get(url: string, headers: Record<string, string>, maxBytes: number): Promise<ReadObject> {
  try {
    const answer = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    const bytes = (await readWhole(answer.body, null, maxBytes)) ?? new Uint8Array();
    return answer.status === 200 ? { ok: true, bytes } : refusedByS3(answer.status, new TextDecoder().decode(bytes));
  } catch (error) {
    return refused(error instanceof BodyTooLarge ? `it is larger than ${maxBytes} bytes` : String(error));
  }
}

/** S3's errors are XML: `<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>…`. */
function refusedByS3(status: number, body: string): ReadObject {
  const [, code] = /<Code>([^<]*)<\/Code>/.exec(body) ?? [];
  const [, message = ""] = /<Message>([^<]*)<\/Message>/.exec(body) ?? [];
  return { ok: false, reason: `S3 answers ${status}`, ...(code !== undefined && { s3: { code, message } }) };
}
