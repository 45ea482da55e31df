import { formOf } from "../wire/aws-query.ts";
import { Fault } from "../wire/fault.ts";
import type { RequestParts } from "../wire/request.ts";
import type { ServiceName } from "../wire/schema.ts";

/** A refusal, and the service whose clients read errors in the same protocol. */
export interface ForeignOperation {
  fault: Fault;
  like: ServiceName;
}

/**
 * An operation of a service that is not served at all, such as DynamoDB's GetItem: AWS's protocols that all use POST `/` name it
 * in X-Amz-Target or in the form's Action. It is answered with its name whoever asks, since the signature is for that service.
 * Null: the request names none.
 */
export function foreignOperation(request: RequestParts): ForeignOperation | null {
  if (request.path !== "/" || request.method !== "POST") return null;
  const target = request.headers.get("x-amz-target");
  if (target !== null) return { fault: unbuilt(target), like: "logs" };
  const form = formOf(request);
  const action = form.get("Action");
  return action === null
    ? null
    : { fault: unbuilt(`${action} (version ${form.get("Version") ?? "unknown"})`), like: "iam" };
}

function unbuilt(operation: string): Fault {
  return new Fault("NotImplementedException", 501, `${operation} is not implemented`);
}
