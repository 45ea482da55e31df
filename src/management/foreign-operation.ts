import { formOf } from "../wire/aws-query.ts";
import { Fault } from "../wire/fault.ts";
import type { RequestParts } from "../wire/request.ts";
import { serviceOfTarget, serviceOfVersion } from "../wire/router.ts";
import type { ServiceName } from "../wire/schema.ts";

/** A refusal, and the service whose clients read errors in the same protocol. */
export interface ForeignOperation {
  fault: Fault;
  like: ServiceName;
}

/**
 * An operation of a service that is not served at all, such as DynamoDB's GetItem: AWS's protocols that all use POST `/` name it
 * in X-Amz-Target or in the form's Action. It is answered with its name whoever asks, since the signature is for that service.
 * One that a service of this gateway does not have, nor AWS's, is told in AWS's words, to anybody as well. Null: the request names none.
 */
export function foreignOperation(request: RequestParts): ForeignOperation | null {
  if (request.path !== "/" || request.method !== "POST") return null;
  const target = request.headers.get("x-amz-target");
  if (target !== null)
    return { fault: serviceOfTarget(target) ? unknownTarget(target) : unbuilt(target), like: "logs" };
  const form = formOf(request);
  const action = form.get("Action");
  return action === null ? null : { fault: foreignAction(action, form.get("Version")), like: "iam" };
}

/** AWS names the version that was asked for even where none was. */
function foreignAction(action: string, version: string | null): Fault {
  if (version !== null && !serviceOfVersion(version)) return unbuilt(`${action} (version ${version})`);
  const asked = version ?? "NO_VERSION_SPECIFIED";
  return new Fault("InvalidAction", 400, `Could not find operation ${action} for version ${asked}`);
}

/** Measured: the code alone; the message is ours. */
function unknownTarget(operation: string): Fault {
  return new Fault("UnknownOperationException", 400, `No operation is known as ${operation}`);
}

function unbuilt(operation: string): Fault {
  return new Fault("NotImplementedException", 501, `${operation} is not implemented`);
}
