/** The AWS CLI, where it is on the machine. */
import { describeUnless, isOnPath, run, type Outcome } from "./command.ts";
import { credentials, region, type Gateway } from "./gateway.ts";

const missing = isOnPath("aws") ? undefined : "no aws on PATH";

/** `describe`, left out with "skipped: no aws on PATH" in its name where the AWS CLI is missing. */
export function describeWithAws(name: string, tests: () => void): void {
  describeUnless(missing, name, tests);
}

/** Environment in which `aws` and Terraform know the gateway's credentials, and nothing of the developer's own. */
export const awsEnvironment: Record<string, string | undefined> = {
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: "",
  AWS_DEFAULT_REGION: region,
  AWS_REGION: region,
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_PROFILE: undefined,
  AWS_ENDPOINT_URL: undefined,
  AWS_CA_BUNDLE: undefined,
  AWS_PAGER: "",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_MAX_ATTEMPTS: "1",
  NO_PROXY: "127.0.0.1,localhost,.localhost",
  no_proxy: "127.0.0.1,localhost,.localhost",
};

/** Runs `aws ARGS --endpoint-url GATEWAY --output json` and returns how it ended, whatever the status. `env`: say, other credentials. */
export function tryAws(
  gateway: Pick<Gateway, "url">,
  args: string[],
  cwd?: string,
  env: Record<string, string> = {},
): Promise<Outcome> {
  return run("aws", [...args, "--endpoint-url", gateway.url, "--output", "json"], {
    env: { ...awsEnvironment, ...env },
    ...(cwd !== undefined && { cwd }),
  });
}

/**
 * Runs `aws ARGS` against the gateway and returns the JSON that it prints (undefined when it prints nothing).
 * `cwd` is the folder that `fileb://` paths are relative to.
 *
 * @throws when it fails, with what it wrote to stderr
 */
export async function aws<T = Record<string, unknown>>(
  gateway: Pick<Gateway, "url">,
  args: string[],
  cwd?: string,
): Promise<T> {
  const outcome = await tryAws(gateway, args, cwd);
  if (outcome.status !== 0) throw new Error(`aws ${args.join(" ")} ended with ${outcome.status}: ${outcome.stderr}`);
  // The caller names the shape of what AWS documents for this command.
  return (outcome.stdout.trim() === "" ? undefined : JSON.parse(outcome.stdout)) as T;
}
