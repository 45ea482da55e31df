/**
 * Hands every request on with the header edits that an HTTP_PROXY integration of an HTTP API makes (src/traffic/http-api/outgoing.ts
 * and http-proxy.ts), and nothing else of the gateway: the values are constant.
 */
const NOT_FORWARDED = [
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "proxy-connection",
];

export default {
  async fetch(request: Request, env: { UPSTREAM: string }): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.set("Forwarded", 'for=127.0.0.1;host="abcdef1234.execute-api.localhost";proto=http');
    headers.set("Via", "HTTP/1.1 AmazonAPIGateway");
    headers.set("X-Amzn-Trace-Id", "Root=1-5e9f0c65-1de4d666d4dd26aced652b6c");
    for (const name of NOT_FORWARDED) headers.delete(name);
    const answer = await fetch(env.UPSTREAM + pathname + search, {
      method: request.method,
      headers,
      redirect: "manual",
      body: request.body,
    });
    const response = new Response(answer.body, answer);
    response.headers.set("Apigw-Requestid", "JKJaXmPLvHcESHA=");
    return response;
  },
};
