/** Tokens for rows, and an issuer that answers for their key. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type ApiGatewayV2Client, CreateAuthorizerCommand } from "@aws-sdk/client-apigatewayv2";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { manyKeys } from "./keys.ts";
import type { LoadRequest } from "./row.ts";

/** A key that signs tokens, and its public half as issuers publish it. */
export async function keyPair(): Promise<{ privateKey: CryptoKey; jwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: "bench", alg: "RS256" } };
}

/** A token of the scope `read` for the audience `bench`. */
export function signedToken(privateKey: CryptoKey, issuer: string, sub: string): Promise<string> {
  return new SignJWT({ iss: issuer, aud: "bench", sub, scope: "openid read" })
    .setProtectedHeader({ alg: "RS256", kid: "bench" })
    .setIssuedAt()
    .setExpirationTime("12h")
    .sign(privateKey);
}

/** 1,000 requests `GET /users/{n}`, each with a token of its own and the headers that the row adds. */
export async function tokenRequests(
  token: (sub: string) => Promise<string>,
  others: (n: number) => Record<string, string>,
): Promise<LoadRequest[]> {
  const requests: LoadRequest[] = [];
  for (const n of manyKeys) {
    const authorization = `Bearer ${await token(`user-${n}`)}`;
    requests.push({ path: `/users/${n}`, headers: { ...others(n), authorization } });
  }
  return requests;
}

/** Makes the authorizer of an HTTP API that trusts an issuer, and returns its id. */
export async function jwtAuthorizer(client: ApiGatewayV2Client, ApiId: string, issuer: string): Promise<string> {
  const { AuthorizerId = "" } = await client.send(
    new CreateAuthorizerCommand({
      ApiId,
      Name: "jwt",
      AuthorizerType: "JWT",
      IdentitySource: ["$request.header.Authorization"],
      JwtConfiguration: { Issuer: issuer, Audience: ["bench"] },
    }),
  );
  return AuthorizerId;
}

/** An issuer that is asked for its keys once. */
export async function startIssuer(): Promise<{ url: string; token(sub: string): Promise<string>; stop(): void }> {
  const { privateKey, jwk } = await keyPair();
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
    token: (sub) => signedToken(privateKey, url, sub),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
