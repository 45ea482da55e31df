/** Terraform with the AWS provider from a local mirror, where both are on the machine. Never asks the internet. */
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { awsEnvironment } from "./aws-cli.ts";
import { describeUnless, isOnPath, run, type Outcome } from "./command.ts";
import { credentials, region, type Gateway } from "./gateway.ts";

/** TF_PLUGIN_DIR, or one of the folders in which Terraform itself looks for mirrors. */
const mirrors = [
  process.env["TF_PLUGIN_DIR"] ?? "",
  join(homedir(), ".terraform.d/plugins"),
  "/usr/local/share/terraform/plugins",
  "/usr/share/terraform/plugins",
];
const mirror = mirrors.find((folder) => existsSync(join(folder, "registry.terraform.io/hashicorp/aws")));
const missing = !isOnPath("terraform")
  ? "no terraform on PATH"
  : mirror === undefined
    ? "no mirror of the AWS provider in TF_PLUGIN_DIR"
    : undefined;

/** `describe`, left out with "skipped: no terraform on PATH" (or no mirror of the provider) in its name. */
export function describeWithTerraform(name: string, tests: () => void): void {
  describeUnless(missing, name, tests);
}

/** A Terraform project in a temporary folder. Each command takes several seconds: the provider is a large program. */
export interface TerraformProject {
  readonly folder: string;
  /** Writes a file into the folder, for example a second version of main.tf or a function's zip. */
  write(name: string, content: string | Uint8Array): Promise<void>;
  /** Makes what is declared. @throws with Terraform's own message when it fails */
  apply(): Promise<Outcome>;
  /** True when a plan finds nothing to change. @throws when planning fails */
  planIsEmpty(): Promise<boolean>;
  /** Takes everything away. @throws when it fails */
  destroy(): Promise<Outcome>;
  /** The outputs by name. */
  outputs(): Promise<Record<string, unknown>>;
  /** Runs any command and returns how it ended. */
  terraform(args: string[]): Promise<Outcome>;
  /** Removes the folder; what was made stays. */
  remove(): Promise<void>;
}

/**
 * Makes a project of `main` (resources and outputs only: the provider block, pointed at the gateway, is added) and
 * initializes it.
 *
 * @throws when `terraform init` fails
 */
export async function terraformProject(gateway: Pick<Gateway, "url">, main: string): Promise<TerraformProject> {
  const folder = await mkdtemp(join(tmpdir(), "tollgate-terraform-"));
  const write = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);
  const terraform = (args: string[]) =>
    run("terraform", [...args, "-no-color"], {
      cwd: folder,
      env: { ...awsEnvironment, TF_CLI_CONFIG_FILE: "/dev/null", TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" },
      timeoutMs: 300_000,
    });
  const succeed = async (args: string[]): Promise<Outcome> => {
    const outcome = await terraform(args);
    if (outcome.status !== 0) throw new Error(`terraform ${args[0]}: ${outcome.stderr}\n${outcome.stdout}`);
    return outcome;
  };
  await write("provider.tf", provider(gateway.url));
  await write("main.tf", main);
  await succeed(["init", "-input=false", "-plugin-dir", mirror ?? ""]);
  return {
    folder,
    write,
    terraform,
    apply: () => succeed(["apply", "-auto-approve", "-input=false"]),
    destroy: () => succeed(["destroy", "-auto-approve", "-input=false"]),
    planIsEmpty: async () => {
      const outcome = await terraform(["plan", "-detailed-exitcode", "-input=false"]);
      if (outcome.status !== 0 && outcome.status !== 2) throw new Error(`terraform plan: ${outcome.stderr}`);
      return outcome.status === 0;
    },
    outputs: async () => {
      // The shape that Terraform documents for `output -json`.
      const printed = JSON.parse((await succeed(["output", "-json"])).stdout) as Record<string, { value: unknown }>;
      return Object.fromEntries(Object.entries(printed).map(([name, { value }]) => [name, value]));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const services = [
  "apigateway",
  "apigatewayv2",
  "lambda",
  "iam",
  "sts",
  "logs",
  "cloudwatch",
  "acm",
  "ec2",
  "sqs",
  "wafv2",
];

function provider(url: string): string {
  return `terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region                      = "${region}"
  access_key                  = "${credentials.accessKeyId}"
  secret_key                  = "${credentials.secretAccessKey}"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
  max_retries                 = 1
  endpoints {
${services.map((service) => `    ${service} = "${url}"`).join("\n")}
  }
}
`;
}
