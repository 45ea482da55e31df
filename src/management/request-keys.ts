/** Where nobody tells the caller's address: a worker that is not behind Cloudflare's edge, such as a local one. */
const LOCAL_ADDRESS = "127.0.0.1";

/** Condition keys by name in lower case. */
export type KeyValues = Readonly<Record<string, string | readonly string[]>>;

/** The condition keys of a management request itself (IAM User Guide, "AWS global condition context keys"). */
export function requestKeys(request: Request, region: string, now: number): KeyValues {
  const userAgent = request.headers.get("user-agent");
  return {
    "aws:sourceip": request.headers.get("cf-connecting-ip") ?? LOCAL_ADDRESS,
    "aws:securetransport": String(request.url.startsWith("https:")),
    "aws:currenttime": new Date(now).toISOString(),
    "aws:epochtime": String(Math.floor(now / 1000)),
    "aws:requestedregion": region,
    "aws:principalisawsservice": "false",
    "aws:viaawsservice": "false",
    ...(userAgent === null ? {} : { "aws:useragent": userAgent }),
  };
}
