import {
  GetDomainNameCommand as GetDomainNameV1,
  UpdateDomainNameCommand as UpdateDomainNameV1,
} from "@aws-sdk/client-api-gateway";
import {
  CreateApiCommand,
  CreateApiMappingCommand,
  CreateDomainNameCommand,
  GetDomainNameCommand,
  UpdateDomainNameCommand,
} from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiGateway, apiGatewayV2 } from "../support/clients.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { truststoreOf } from "../support/mutual-tls.ts";
import { request } from "../support/request.ts";
import { startUpstream, type UpstreamServer } from "../support/upstream-server.ts";

const MALFORMED = "-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n";

let gateway: Gateway;
let s3: UpstreamServer;
let backend: UpstreamServer;

beforeAll(async () => {
  s3 = await startUpstream();
  backend = await startUpstream();
  gateway = await startGateway({
    vars: {
      AWS_ENDPOINT_URL_S3: s3.url,
      AWS_ACCESS_KEY_ID: "AKIA",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_INTEGRATION_ALLOW: "s3",
    },
  });
  s3.answer(({ url }) =>
    url.startsWith("/trust/roots.pem")
      ? { body: truststoreOf("root") }
      : url === "/trust/mixed"
        ? { body: MALFORMED + truststoreOf("root") }
        : url === "/trust/empty"
          ? {}
          : { status: 404 },
  );
});
afterAll(async () => {
  await Promise.all([gateway.stop(), s3.stop(), backend.stop()]);
});

const create = (DomainName: string, TruststoreUri: string, TruststoreVersion?: string) =>
  apiGatewayV2(gateway).send(
    new CreateDomainNameCommand({
      DomainName,
      MutualTlsAuthentication: { TruststoreUri, ...(TruststoreVersion !== undefined && { TruststoreVersion }) },
    }),
  );

describe("a domain with mutual TLS", () => {
  it("has its truststore read from S3 when it is made, and refuses callers without a certificate", async () => {
    const client = apiGatewayV2(gateway);
    await create("mtls.shop.test", "s3://trust/roots.pem", "v7");
    expect(s3.last().url).toBe("/trust/roots.pem?versionId=v7");
    expect(s3.last().headers["authorization"]).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIA\/.*\/s3\/aws4_request/);
    const api = await client.send(new CreateApiCommand({ Name: "a", ProtocolType: "HTTP", Target: backend.url }));
    const mapping = { DomainName: "mtls.shop.test", ApiId: api.ApiId, Stage: "$default" };
    await client.send(new CreateApiMappingCommand(mapping));
    const answer = await request(`${gateway.url}/`, { host: "mtls.shop.test" });
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Forbidden"}']);
    expect(backend.requests).toEqual([]);
    const made = await client.send(new GetDomainNameCommand({ DomainName: "mtls.shop.test" }));
    expect(made.MutualTlsAuthentication).toEqual({ TruststoreUri: "s3://trust/roots.pem", TruststoreVersion: "v7" });
  });

  it("is an open one again when mutual TLS is taken away", async () => {
    const off = { DomainName: "mtls.shop.test", MutualTlsAuthentication: { TruststoreUri: "" } };
    await apiGatewayV2(gateway).send(new UpdateDomainNameCommand(off));
    expect((await request(`${gateway.url}/`, { host: "mtls.shop.test" })).status).toBe(200);
    const on = {
      op: "replace" as const,
      path: "/mutualTlsAuthentication/truststoreUri",
      value: "s3://trust/roots.pem",
    };
    const back = new UpdateDomainNameV1({ domainName: "mtls.shop.test", patchOperations: [on] });
    await apiGateway(gateway).send(back);
    expect((await request(`${gateway.url}/`, { host: "mtls.shop.test" })).status).toBe(403);
  });

  it("passes over what is no certificate in its truststore, and warns of it in both generations", async () => {
    const { MutualTlsAuthentication } = await create("mixed.shop.test", "s3://trust/mixed");
    const TruststoreWarnings = ["Certificate 1 is malformed"];
    expect(MutualTlsAuthentication).toEqual({ TruststoreUri: "s3://trust/mixed", TruststoreWarnings });
    const { mutualTlsAuthentication } = await apiGateway(gateway).send(
      new GetDomainNameV1({ domainName: "mixed.shop.test" }),
    );
    expect(mutualTlsAuthentication?.truststoreWarnings).toEqual(TruststoreWarnings);
  });

  it.each([
    ["s3://trust/missing.pem", "S3 answers 404"],
    ["s3://trust/empty", "holds no certificates"],
  ])("is refused with the truststore %s", async (uri, reason) => {
    await expect(create("other.shop.test", uri)).rejects.toThrow(reason);
    const made = apiGatewayV2(gateway).send(new GetDomainNameCommand({ DomainName: "other.shop.test" }));
    await expect(made).rejects.toMatchObject({ name: "NotFoundException" });
  });
});
