import { LATEST, qualifiedId, type StoredFunction, type StoredVersion } from "../../model/function.ts";
import { RevisionMoved } from "../../storage/batch.ts";
import { invalidParameterValue, resourceConflict } from "../../wire/lambda-faults.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { type Code, readCode } from "./code.ts";
import { madeConfiguration, newConfiguration, sealEnvironment } from "./configuration.ts";
import { checkNameLength, type NamedFunction, unqualifiedFunction } from "./reference.ts";
import { checkRuntime } from "./runtimes.ts";
import { checkEnvironment, checkLogging, refuseSettings } from "./settings.ts";
import { checkedTags } from "./tag-rules.ts";
import { publishedVersion } from "./versions.ts";

type CreateInput = Input<"lambda", "CreateFunction">;

export async function createFunction(call: Call, input: CreateInput): Promise<Output<"lambda", "CreateFunction">> {
  const named = unqualifiedFunction(call, input.FunctionName);
  checkNameLength(named);
  checkSettings(call, named, input);
  const code = await readCode(call, input.Code);
  const latest = await newVersion(call, named, input, code);
  const made: StoredFunction = {
    functionName: named.functionName,
    region: named.region,
    lastVersion: 0,
    tags: checkedTags(input.Tags),
    reservedConcurrency: null,
  };
  const versions = [latest];
  if (input.Publish) {
    made.lastVersion = 1;
    versions.push(publishedVersion(call, named, latest, 1));
  }
  await store(call, named, made, versions, code);
  // Recorded: the answer names the version that was published, its ARN is the function's; one that is active has another revision.
  return { ...madeConfiguration(call, named, versions.at(-1) ?? latest), RevisionId: call.newUuid() };
}

function checkSettings(call: Call, named: NamedFunction, input: CreateInput): void {
  refuseSettings(input);
  if (input.Runtime === undefined || input.Handler === undefined) {
    throw invalidParameterValue(
      "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
    );
  }
  checkRuntime(call, named, input.Runtime);
  checkEnvironment(input.Environment?.Variables ?? {});
  checkLogging(input.LoggingConfig);
}

async function newVersion(call: Call, named: NamedFunction, input: CreateInput, code: Code): Promise<StoredVersion> {
  const variables = input.Environment && (input.Environment.Variables ?? {});
  return {
    configuration: await newConfiguration(call, named, input, code),
    sealedEnvironment: variables ? sealEnvironment(call, named, LATEST, variables) : null,
  };
}

/** How often the code may be removed by another writer before it is named. */
const MAX_ATTEMPTS = 5;

async function store(
  call: Call,
  named: NamedFunction,
  made: StoredFunction,
  versions: StoredVersion[],
  code: Code,
): Promise<void> {
  const { id } = named;
  for (let attempt = 1; ; attempt++) {
    const naming = await call.functionCode.upload(code.sha256, code.zip);
    try {
      await call.documents.create((edit) => {
        edit.put("function", id, made);
        for (const version of versions) {
          const { Version = "" } = version.configuration;
          edit.put("functionVersion", qualifiedId(id, Version), version, { parent: id });
        }
        edit.statements.push(...naming);
      });
      return;
    } catch (error) {
      if (!(error instanceof RevisionMoved)) throw error;
      if (await call.documents.get("function", id)) {
        throw resourceConflict(`Function already exist: ${named.functionName}`);
      }
      if (attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}
