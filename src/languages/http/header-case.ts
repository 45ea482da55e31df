// As the clients and AWS's own front doors write them. The platform shows a worker all names in lower case, while AWS's
// events and logs show HTTP/1.1's: these are the ones that functions and templates are known to look up by that case.
const WELL_KNOWN = `
Accept Accept-Charset Accept-Encoding Accept-Language Accept-Ranges
Access-Control-Allow-Credentials Access-Control-Allow-Headers Access-Control-Allow-Methods Access-Control-Allow-Origin
Access-Control-Expose-Headers Access-Control-Max-Age Access-Control-Request-Headers Access-Control-Request-Method
Age Allow Authorization Cache-Control Connection Content-Disposition Content-Encoding Content-Language Content-Length
Content-Location Content-MD5 Content-Range Content-Security-Policy Content-Type Cookie Date DNT ETag Expect Expires
Forwarded From Host If-Match If-Modified-Since If-None-Match If-Range If-Unmodified-Since Keep-Alive Last-Modified
Link Location Max-Forwards Origin Postman-Token Pragma Proxy-Authenticate Proxy-Authorization Range Referer
Referrer-Policy Retry-After
Sec-Fetch-Dest Sec-Fetch-Mode Sec-Fetch-Site Sec-Fetch-User
Sec-WebSocket-Accept Sec-WebSocket-Extensions Sec-WebSocket-Key Sec-WebSocket-Protocol Sec-WebSocket-Version
Server Set-Cookie Strict-Transport-Security TE Trailer Transfer-Encoding Upgrade Upgrade-Insecure-Requests User-Agent
Vary Via Warning WWW-Authenticate
X-Amz-Cf-Id X-Amz-Invocation-Type X-Amz-Security-Token X-Amz-Source-Account X-Amz-Source-Arn X-Amz-Target
X-Amz-User-Agent X-Amzn-Apigateway-Api-Id X-Amzn-Trace-Id X-Content-Type-Options X-Forwarded-For X-Forwarded-Host
X-Forwarded-Port X-Forwarded-Proto X-Frame-Options X-HTTP-Method-Override X-Requested-With
CloudFront-Forwarded-Proto CloudFront-Is-Android-Viewer CloudFront-Is-Desktop-Viewer CloudFront-Is-IOS-Viewer
CloudFront-Is-Mobile-Viewer CloudFront-Is-SmartTV-Viewer CloudFront-Is-Tablet-Viewer CloudFront-Viewer-Address
CloudFront-Viewer-ASN CloudFront-Viewer-City CloudFront-Viewer-Country CloudFront-Viewer-Country-Name
CloudFront-Viewer-Country-Region CloudFront-Viewer-HTTP-Version CloudFront-Viewer-Latitude
CloudFront-Viewer-Longitude CloudFront-Viewer-Postal-Code CloudFront-Viewer-Time-Zone CloudFront-Viewer-TLS
x-amzn-ErrorType x-amzn-RequestId x-amz-apigw-id`;

let cases: ReadonlyMap<string, string> | undefined;

/**
 * The usual casing of a header's name that is known in lower case only: `content-type` is `Content-Type`. A name that is
 * not well known stays as it is, `x-api-key` among them, and `x-amz-date`, which recorded events of signed requests show so.
 */
export function wellKnownCase(lowerName: string): string {
  cases ??= new Map(
    WELL_KNOWN.trim()
      .split(/\s+/)
      .map((name) => [name.toLowerCase(), name]),
  );
  return cases.get(lowerName) ?? lowerName;
}
