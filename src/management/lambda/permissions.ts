import type { PolicyStatement } from "../../model/function.ts";
import {
  invalidParameterValue,
  preconditionFailed,
  resourceConflict,
  resourceNotFound,
} from "../../wire/lambda-faults.ts";
import { Fault } from "../../wire/fault.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { findPermitted } from "./permitted.ts";
import { arnOf, type NamedFunction, namedFunction } from "./reference.ts";
import { revisionMoved } from "./revisions.ts";
import { editFunction } from "./stored.ts";

type AddInput = Input<"lambda", "AddPermission">;

export async function addPermission(call: Call, input: AddInput): Promise<Output<"lambda", "AddPermission">> {
  const named = permitted(call, input.FunctionName, input.Qualifier);
  if (input.FunctionUrlAuthType !== undefined && input.Action !== "lambda:InvokeFunctionUrl") {
    throw invalidParameterValue("FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action");
  }
  const statement = statementOf(arnOf(call, named), input);
  await editFunction(call, named, async ({ documents }) => {
    const { statements, revisionId, put } = await findPermitted(call, named);
    if (input.RevisionId !== undefined && input.RevisionId !== revisionId) {
      // Recorded: unlike everywhere else, GetPolicy is named.
      throw preconditionFailed(
        "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id",
      );
    }
    if (statements.some(({ Sid }) => Sid === statement.Sid)) {
      throw resourceConflict(
        `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    }
    put(documents, [...statements, statement]);
  });
  return { Statement: JSON.stringify(statement) };
}

export async function removePermission(
  call: Call,
  input: Input<"lambda", "RemovePermission">,
): Promise<Output<"lambda", "RemovePermission">> {
  const named = namedFunction(call, input.FunctionName, input.Qualifier);
  if (!(await call.documents.get("function", named.id))) {
    throw resourceNotFound(`No policy found for: ${arnOf(call, named)}`);
  }
  await editFunction(call, named, async ({ documents }) => {
    const { statements, revisionId, put } = await findPermitted(call, named);
    if (statements.length === 0) throw resourceNotFound("No policy is associated with the given resource.");
    const left = statements.filter(({ Sid }) => Sid !== input.StatementId);
    if (left.length === statements.length) {
      throw resourceNotFound(`Statement ${input.StatementId} is not found in resource policy.`);
    }
    if (input.RevisionId !== undefined && input.RevisionId !== revisionId) throw revisionMoved();
    put(documents, left);
  });
  return {};
}

export async function getPolicy(
  call: Call,
  input: Input<"lambda", "GetPolicy">,
): Promise<Output<"lambda", "GetPolicy">> {
  const none = resourceNotFound("The resource you requested does not exist.");
  const found = await findPermitted(call, namedFunction(call, input.FunctionName, input.Qualifier)).catch((error) => {
    throw error instanceof Fault && error.status === 404 ? none : error;
  });
  const { statements: Statement, revisionId } = found;
  if (Statement.length === 0) throw none;
  return { Policy: JSON.stringify({ Version: "2012-10-17", Id: "default", Statement }), RevisionId: revisionId };
}

function permitted(call: Call, name: string, qualifier: string | undefined): NamedFunction {
  const named = namedFunction(call, name, qualifier);
  if (named.qualifier === "$LATEST") {
    throw invalidParameterValue("We currently do not support adding policies for $LATEST.");
  }
  return named;
}

/** The statement that AddPermission writes. */
function statementOf(Resource: string, input: AddInput): PolicyStatement {
  const equals: Record<string, string> = {};
  if (input.SourceAccount !== undefined) equals["AWS:SourceAccount"] = input.SourceAccount;
  if (input.FunctionUrlAuthType !== undefined) equals["lambda:FunctionUrlAuthType"] = input.FunctionUrlAuthType;
  if (input.PrincipalOrgID !== undefined) equals["aws:PrincipalOrgID"] = input.PrincipalOrgID;
  if (input.EventSourceToken !== undefined) equals["lambda:EventSourceToken"] = input.EventSourceToken;
  const condition: Record<string, Record<string, string>> = {};
  if (Object.keys(equals).length > 0) condition["StringEquals"] = equals;
  if (input.InvokedViaFunctionUrl !== undefined) {
    condition["Bool"] = { "lambda:InvokedViaFunctionUrl": String(input.InvokedViaFunctionUrl) };
  }
  if (input.SourceArn !== undefined) condition["ArnLike"] = { "AWS:SourceArn": input.SourceArn };
  return {
    Sid: input.StatementId,
    Effect: "Allow",
    Principal: principalOf(input.Principal),
    Action: input.Action,
    Resource,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

/** Services end in `.amazonaws.com`, an account's number stands for its root, everything else must be an ARN of AWS's IAM. */
function principalOf(principal: string): PolicyStatement["Principal"] {
  if (principal === "*") return "*";
  if (/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(principal)) return { Service: principal };
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (/^arn:aws[\w-]*:(iam|sts)::\d{12}:.+$/.test(principal)) return { AWS: principal };
  throw invalidParameterValue("The provided principal was invalid. Please check the principal and try again.");
}
