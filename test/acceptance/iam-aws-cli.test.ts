import { beforeAll, expect, it } from "vitest";
import { aws, describeWithAws, tryAws } from "../support/aws-cli.ts";
import { type Gateway, sharedGateway } from "../support/gateway.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

interface Key {
  AccessKey: { AccessKeyId: string; SecretAccessKey: string };
}

describeWithAws("a user for continuous integration, with the AWS CLI", () => {
  it("deploys one API and can do nothing else", { timeout: 120_000 }, async () => {
    const call = (...args: string[]) => aws(gateway, args);
    const { ApiId } = await aws<{ ApiId: string }>(
      gateway,
      "apigatewayv2 create-api --name shop --protocol-type HTTP --target https://example.com".split(" "),
    );
    const other = await aws<{ ApiId: string }>(
      gateway,
      "apigatewayv2 create-api --name other --protocol-type HTTP --target https://example.com".split(" "),
    );
    const document = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["apigateway:GET", "apigateway:POST", "apigateway:PATCH"],
          Resource: [`arn:aws:apigateway:us-east-1::/apis/${ApiId}`, `arn:aws:apigateway:us-east-1::/apis/${ApiId}/*`],
        },
      ],
    });
    await call("iam", "create-user", "--user-name", "ci");
    await call("iam", "put-user-policy", "--user-name", "ci", "--policy-name", "deploy", "--policy-document", document);
    const { AccessKey } = await aws<Key>(gateway, ["iam", "create-access-key", "--user-name", "ci"]);
    const env = { AWS_ACCESS_KEY_ID: AccessKey.AccessKeyId, AWS_SECRET_ACCESS_KEY: AccessKey.SecretAccessKey };
    const asCi = (command: string) => tryAws(gateway, command.split(" "), undefined, env);

    const allowed = [
      `apigatewayv2 get-api --api-id ${ApiId}`,
      `apigatewayv2 create-stage --api-id ${ApiId} --stage-name live`,
      `apigatewayv2 create-deployment --api-id ${ApiId} --stage-name live`,
      "sts get-caller-identity",
    ];
    for (const command of allowed) expect(await asCi(command), command).toMatchObject({ status: 0 });
    const refused = [
      "apigatewayv2 get-apis",
      `apigatewayv2 delete-api --api-id ${ApiId}`,
      `apigatewayv2 get-api --api-id ${other.ApiId}`,
      `apigatewayv2 create-deployment --api-id ${other.ApiId}`,
      "apigateway get-rest-apis",
      "lambda list-functions",
      "iam create-access-key",
      "iam attach-user-policy --user-name ci --policy-arn arn:aws:iam::aws:policy/AdministratorAccess",
    ];
    for (const command of refused) {
      const { status, stderr } = await asCi(command);
      expect(status, command).not.toBe(0);
      expect(stderr, command).toMatch(
        /An error occurred \(AccessDenied(Exception)?\) when calling the \w+ operation: User: arn:aws:iam::000000000000:user\/ci is not authorized to perform: [\w:]+ on resource: \S+ because no identity-based policy allows the [\w:]+ action/,
      );
    }
  });
});
