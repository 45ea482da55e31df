import { compileTemplate, render } from "../../../src/languages/vtl/compile-template.ts";
import { InputObject, type InputParameters } from "../../../src/languages/vtl/input-object.ts";
import type { TemplateLimits } from "../../../src/languages/vtl/limits.ts";
import { parseTemplate } from "../../../src/languages/vtl/parse-template.ts";
import { SilentMap } from "../../../src/languages/vtl/silent-map.ts";
import { UtilObject } from "../../../src/languages/vtl/util-object.ts";
import type { Value } from "../../../src/languages/vtl/value.ts";

/** `$context` with the override maps that templates write to. */
export function contextOf(members: Record<string, Value> = {}): SilentMap {
  return new SilentMap(
    new Map<Value, Value>([
      ["requestOverride", overrides("path", "header", "querystring")],
      ["responseOverride", overrides("header")],
      ...Object.entries(members),
    ]),
  );
}

function overrides(...names: string[]): SilentMap {
  return new SilentMap(new Map<Value, Value>(names.map((name) => [name, new SilentMap()])));
}

/** What a template may see. */
export interface Scene {
  body?: string;
  path?: Record<string, string>;
  querystring?: Record<string, string>;
  header?: Record<string, string>;
  context?: SilentMap;
  variables?: Record<string, Value>;
  limits?: TemplateLimits;
}

/** Parses, sends through JSON as a plan does, compiles and renders. */
export function renderText(source: string, scene: Scene = {}): string {
  const parsed = parseTemplate(source);
  if (!parsed.ok)
    throw new Error(`line ${parsed.problem.line}, column ${parsed.problem.column}: ${parsed.problem.message}`);
  const { path = {}, querystring = {}, header = {} } = scene;
  const parameters: InputParameters = {
    all: (place) => new Map(Object.entries({ path, querystring, header }[place])),
    find: (name) =>
      path[name] ??
      querystring[name] ??
      Object.entries(header).find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1],
  };
  const references = new Map<string, Value>([
    ["input", new InputObject(scene.body ?? "", parameters)],
    ["util", new UtilObject()],
    ["context", scene.context ?? contextOf()],
    ...Object.entries(scene.variables ?? {}),
  ]);
  const compiled = compileTemplate(JSON.parse(JSON.stringify(parsed.template)));
  return render(compiled, references, scene.limits);
}
