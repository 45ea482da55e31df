import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateAuthorizerCommand } from "@aws-sdk/client-apigatewayv2";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { proxyApi } from "../http-api.ts";
import type { LoadRequest, Row } from "../row.ts";

const TOKENS = 1_000;

/** The same behind a JWT authorizer: 1,000 tokens in turn, each of which has been verified once. */
export const gatewayJwt: Row = {
  name: "gateway: JWT + route + HTTP_PROXY",
  worker: "gateway",
  async seed(context) {
    const issuer = await startIssuer();
    const host = await proxyApi(context, async (client, ApiId) => {
      const { AuthorizerId } = await client.send(
        new CreateAuthorizerCommand({
          ApiId,
          Name: "jwt",
          AuthorizerType: "JWT",
          IdentitySource: ["$request.header.Authorization"],
          JwtConfiguration: { Issuer: issuer.url, Audience: ["bench"] },
        }),
      );
      return { AuthorizationType: "JWT", AuthorizerId, AuthorizationScopes: ["read"] };
    });
    const requests: LoadRequest[] = [];
    for (let n = 0; n < TOKENS; n++) {
      const authorization = `Bearer ${await issuer.token(`user-${n}`)}`;
      requests.push({ path: `/users/${n}`, headers: { host, authorization } });
    }
    for (const { path, headers } of requests) {
      const { host: name = "", authorization = "" } = headers ?? {};
      const url = `${context.address}/execute-api/${name.split(".")[0]}${path}`;
      const answer = await fetch(url, { headers: { authorization } });
      if (answer.status !== 200) throw new Error(`a token of the bench was answered with ${answer.status}`);
      await answer.arrayBuffer();
    }
    issuer.stop();
    return requests;
  },
};

/** An issuer that is asked for its keys once. */
async function startIssuer(): Promise<{ url: string; token(sub: string): Promise<string>; stop(): void }> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "bench", alg: "RS256" };
  let url = "";
  const server = createServer((request, response) => {
    const isDiscovery = request.url?.endsWith("/openid-configuration") === true;
    response.end(JSON.stringify(isDiscovery ? { issuer: url, jwks_uri: `${url}/keys` } : { keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an AddressInfo; strings are for pipes.
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    token: (sub) =>
      new SignJWT({ iss: url, aud: "bench", sub, scope: "openid read" })
        .setProtectedHeader({ alg: "RS256", kid: "bench" })
        .setIssuedAt()
        .setExpirationTime("12h")
        .sign(privateKey),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
