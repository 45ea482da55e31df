import { GetRoleCommand, GetUserCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { beforeAll, expect, it } from "vitest";
import { iam, sts } from "../support/clients.ts";
import { sharedGateway, type Gateway } from "../support/gateway.ts";
import { describeWithTerraform, terraformProject } from "../support/terraform.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await sharedGateway();
});

const resources = (version: string): string => `
locals {
  read = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["apigateway:GET", "${version}"], Resource = "*" }]
  })
}
resource "aws_iam_user" "ci" {
  name                 = "tf-ci"
  path                 = "/machines/"
  force_destroy        = true
  permissions_boundary = aws_iam_policy.read.arn
  tags                 = { team = "gateway" }
}
resource "aws_iam_access_key" "ci" {
  user = aws_iam_user.ci.name
}
resource "aws_iam_user_policy" "inline" {
  name   = "inline"
  user   = aws_iam_user.ci.name
  policy = local.read
}
resource "aws_iam_policy" "read" {
  name        = "tf-read"
  description = "Reads"
  policy      = local.read
  tags        = { team = "gateway" }
}
resource "aws_iam_user_policy_attachment" "read" {
  user       = aws_iam_user.ci.name
  policy_arn = aws_iam_policy.read.arn
}
resource "aws_iam_group" "people" {
  name = "tf-people"
}
resource "aws_iam_group_policy" "inline" {
  name   = "inline"
  group  = aws_iam_group.people.name
  policy = local.read
}
resource "aws_iam_group_policy_attachment" "read" {
  group      = aws_iam_group.people.name
  policy_arn = aws_iam_policy.read.arn
}
resource "aws_iam_user_group_membership" "ci" {
  user   = aws_iam_user.ci.name
  groups = [aws_iam_group.people.name]
}
resource "aws_iam_role" "function" {
  name        = "tf-function"
  description = "${version}"
  tags        = { team = "gateway" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role_policy" "inline" {
  name   = "inline"
  role   = aws_iam_role.function.id
  policy = local.read
}
resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.function.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}
data "aws_iam_policy" "administrator" {
  name = "AdministratorAccess"
}
data "aws_caller_identity" "me" {}
output "key" {
  value = aws_iam_access_key.ci.id
}
output "secret" {
  value     = aws_iam_access_key.ci.secret
  sensitive = true
}
output "administrator" {
  value = data.aws_iam_policy.administrator.arn
}
output "account" {
  value = data.aws_caller_identity.me.account_id
}
`;

describeWithTerraform("identities, with Terraform", () => {
  it("are applied, found unchanged, changed and destroyed", { timeout: 300_000 }, async () => {
    const project = await terraformProject(gateway, resources("apigateway:POST"));
    try {
      await project.apply();
      expect(await project.planIsEmpty()).toBe(true);
      const { key, secret, administrator, account } = await project.outputs();
      expect([administrator, account]).toEqual(["arn:aws:iam::aws:policy/AdministratorAccess", "000000000000"]);
      const credentials = { accessKeyId: String(key), secretAccessKey: String(secret) };
      const me = await sts(gateway, { credentials }).send(new GetCallerIdentityCommand({}));
      expect(me.Arn).toBe("arn:aws:iam::000000000000:user/machines/tf-ci");
      await project.write("main.tf", resources("apigateway:PUT"));
      await project.apply();
      const { Role } = await iam(gateway).send(new GetRoleCommand({ RoleName: "tf-function" }));
      expect(Role?.Description).toBe("apigateway:PUT");
      await project.destroy();
      await expect(iam(gateway).send(new GetUserCommand({ UserName: "tf-ci" }))).rejects.toMatchObject({
        name: "NoSuchEntityException",
      });
    } finally {
      await project.remove();
    }
  });
});
