import type { CompileProblem, RecordSource } from "../../compiler/record.ts";
import type { RestHeadSource, RestMethodSource } from "../../compiler/rest/sources.ts";
import { parseServiceUri } from "../../compiler/rest/uri.ts";
import { functionId, parseFunctionReference } from "../../model/function.ts";
import type { Call } from "../call.ts";

/** A function that a definition names in full. Names that stage variables complete are known only when called. */
interface NamedFunction {
  /** `method GET /users` */
  place: string;
  arn: string;
}

/** Warnings for the functions that nobody has made and that run nowhere else: AWS deploys them all the same, and calls fail. */
export async function functionWarnings(call: Call, sources: RecordSource[]): Promise<CompileProblem[]> {
  const named = sources.flatMap(functionsOf).map((one) => ({ ...one, id: ownId(call, one.arn) }));
  const wanted = named.filter(({ id }) => id !== ELSEWHERE);
  const known = await call.documents.existing("function", [...new Set(wanted.map(({ id }) => id))]);
  return wanted
    .filter(({ id }) => !known.has(id))
    .map(({ place, arn }) => ({ severity: "warning", place, message: `there is no function ${arn}: calls fail` }));
}

const ELSEWHERE = "elsewhere";

/** The id that a function of this account would have here; empty for one that cannot be here. */
function ownId(call: Call, arn: string): string {
  const reference = parseFunctionReference(arn);
  if (!reference) return "";
  const { functionName, qualifier, accountId, region } = reference;
  const target = { region: region ?? call.region, functionName, qualifier };
  if (call.functions.runsElsewhere(target)) return ELSEWHERE;
  return accountId === null || accountId === call.accountId ? functionId(target.region, functionName) : "";
}

function functionsOf({ kind, source }: RecordSource): NamedFunction[] {
  if (kind === "head") {
    // Sources of a REST API's head and of its methods, as rest-sources.ts makes them.
    const { authorizers } = source as RestHeadSource;
    return authorizers.flatMap(({ name, authorizerUri }) => functionAt(`authorizer ${name}`, authorizerUri));
  }
  const { method, resourcePath } = source as RestMethodSource;
  return functionAt(`method ${method.httpMethod} ${resourcePath}`, method.methodIntegration?.uri);
}

function functionAt(place: string, uri: string | undefined): NamedFunction[] {
  const parsed = parseServiceUri(uri ?? "");
  if (parsed?.kind !== "lambda") return [];
  const texts = parsed.functionArn.map((part) => (part.kind === "text" ? part.text : null));
  return texts.includes(null) ? [] : [{ place, arn: texts.join("") }];
}
