/** Web ACLs for end-to-end tests: made with the SDK. */
import {
  AssociateWebACLCommand,
  CreateIPSetCommand,
  CreateWebACLCommand,
  type CreateWebACLCommandInput,
  type IPSetSummary,
  type Rule,
  type WAFV2Client,
} from "@aws-sdk/client-wafv2";
import { VisibilityConfig } from "./visibility-config.ts";

export const Scope = "REGIONAL";

/** The required members of what is named in all of its operations; the SDK says that each may be missing. */
export interface Named {
  Id: string;
  Name: string;
  ARN: string;
  LockToken: string;
}

function named({ Id = "", Name = "", ARN = "", LockToken = "" }: IPSetSummary = {}): Named {
  return { Id, Name, ARN, LockToken };
}

const newName = (): string => `test-${crypto.randomUUID()}`;

export async function createIpSet(client: WAFV2Client, Addresses: string[]): Promise<Named> {
  const input = { Name: newName(), Scope, IPAddressVersion: "IPV4", Addresses } as const;
  return named((await client.send(new CreateIPSetCommand(input))).Summary);
}

/** A rule that blocks what the statement holds for; the first one unless it is given more. */
export function blocking(Statement: Rule["Statement"], more: Partial<Rule> = {}): Rule {
  return { Name: "block", Priority: 0, Statement, Action: { Block: {} }, VisibilityConfig, ...more };
}

/** A web ACL that lets all requests in which no rule blocks. */
export async function createWebAcl(
  client: WAFV2Client,
  Rules: Rule[],
  more: Partial<CreateWebACLCommandInput> = {},
): Promise<Named> {
  const input = { Name: newName(), Scope, DefaultAction: { Allow: {} }, VisibilityConfig, Rules, ...more } as const;
  return named((await client.send(new CreateWebACLCommand(input))).Summary);
}

export const stageArn = (restApiId: string, stage = "prod"): string =>
  `arn:aws:apigateway:us-east-1::/restapis/${restApiId}/stages/${stage}`;

export async function associate(client: WAFV2Client, { ARN }: Named, ResourceArn: string): Promise<void> {
  await client.send(new AssociateWebACLCommand({ WebACLArn: ARN, ResourceArn }));
}
