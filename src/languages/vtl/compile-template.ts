import { setIndex, setProperty } from "./access.ts";
import type { Branch, Expression, Reference, Template, TemplateNode } from "./ast.ts";
import {
  compileReference,
  compileTest,
  compileValue,
  compileWalk,
  type ExpressionContext,
} from "./compile-expression.ts";
import { TemplateError, TemplateLimitExceeded } from "./errors.ts";
import { LoopScope, loopOver } from "./foreach.ts";
import { DEFAULT_LIMITS, type TemplateLimits } from "./limits.ts";
import { blockOf, Run, type Step, Stop } from "./run.ts";
import { Scope } from "./scope.ts";
import type { Value } from "./value.ts";

/** A template as functions, ready to be rendered any number of times. */
export interface CompiledTemplate {
  /** The variables that it mentions, by slot. */
  readonly names: readonly string[];
  readonly step: Step;
}

/** Compiles parsed template data; done once per template. */
export function compileTemplate(template: Template): CompiledTemplate {
  const context: ExpressionContext = {
    scope: new Scope(),
    compileNodes: (nodes) => compileNodes(context, nodes),
  };
  const step = compileNodes(context, template.nodes);
  return { names: context.scope.names, step };
}

/**
 * Renders a template.
 * @param references the variables that the template begins with; what it assigns stays within this rendering, but it may
 * change the maps, lists and host objects that it is given. Only those that it mentions are asked for
 * @throws TemplateError where Velocity would fail (a method that throws), with its line and column
 * @throws TemplateLimitExceeded past the limits
 */
export function render(
  compiled: CompiledTemplate,
  references: Pick<ReadonlyMap<string, Value>, "get">,
  limits: TemplateLimits = DEFAULT_LIMITS,
): string {
  const run = new Run(
    compiled.names.map((name) => references.get(name) ?? null),
    limits,
  );
  try {
    compiled.step(run);
  } catch (error) {
    if (!(error instanceof Stop)) throw located(error, run);
  }
  if (run.out.length > limits.characters) throw located(new TemplateLimitExceeded("the output is too long"), run);
  return run.out;
}

function located(error: unknown, run: Run): unknown {
  if (error instanceof TemplateError) error.position ??= run.at;
  return error;
}

function compileNodes(context: ExpressionContext, nodes: readonly TemplateNode[]): Step {
  const steps = nodes.map((node) => compileNode(context, node));
  const [first, second] = steps;
  if (first === undefined) return () => {};
  if (second === undefined) return first;
  return (run) => {
    for (const step of steps) step(run);
  };
}

function compileNode(context: ExpressionContext, node: TemplateNode): Step {
  if (typeof node === "string")
    return (run) => {
      run.out += node;
    };
  switch (node.t) {
    case "reference": {
      const value = compileReference(context, node);
      return (run) => run.print(value(run));
    }
    case "set":
      return compileSet(context, node.target, node.value);
    case "if":
      return compileIf(context, node.branches, node.otherwise);
    case "foreach":
      return loopOver(context.scope, node.name, compileValue(context, node.source), compileNodes(context, node.body));
    case "define":
      return compileDefine(context, node.name, node.body);
    case "stop":
      return () => {
        throw new Stop(undefined);
      };
    case "break":
      return compileBreak(context, node.scope);
  }
}

// An expression without a value (division by zero, a bare word) leaves the variable as it was.
function compileSet(context: ExpressionContext, target: Reference, expression: Expression): Step {
  const value = compileValue(context, expression);
  const slot = context.scope.slot(target.name);
  const last = target.path.at(-1);
  if (last === undefined)
    return (run) => {
      const result = value(run);
      if (result !== null) run.slots[slot] = result;
    };
  const walk = compileWalk(context, target.path.slice(0, -1));
  const assign = compileAssign(context, last);
  const { at } = target;
  return (run) => {
    const result = value(run);
    const root = run.slots[slot];
    if (result === null || root === undefined || root === null) return;
    run.at = at;
    const owner = walk(run, root);
    if (owner !== undefined && owner !== null) assign(run, owner, result);
  };
}

type Assign = (run: Run, owner: Value, value: Value) => void;

function compileAssign(context: ExpressionContext, last: Reference["path"][number]): Assign {
  if (last.t === "index") {
    const index = compileValue(context, last.of);
    return (run, owner, value) => setIndex(owner, index(run), value, run.meter);
  }
  const { name } = last;
  return (run, owner, value) => setProperty(owner, name, value, run.meter);
}

function compileIf(context: ExpressionContext, branches: readonly Branch[], otherwise: readonly TemplateNode[]): Step {
  const tests = branches.map((branch) => compileTest(context, branch.test));
  const bodies = branches.map((branch) => compileNodes(context, branch.body));
  const rest = compileNodes(context, otherwise);
  return (run) => {
    for (let index = 0; index < tests.length; index++) {
      if (tests[index]?.(run) === true) return bodies[index]?.(run);
    }
    rest(run);
  };
}

function compileDefine(context: ExpressionContext, name: string, nodes: readonly TemplateNode[]): Step {
  const slot = context.scope.slot(name);
  const body = compileNodes(context, nodes);
  return (run) => {
    run.slots[slot] = blockOf(run, body, name);
  };
}

function compileBreak(context: ExpressionContext, expression: Expression | null): Step {
  if (expression === null)
    return () => {
      throw new Stop("nearest");
    };
  const scope = compileValue(context, expression);
  return (run) => {
    const loop = scope(run);
    if (!(loop instanceof LoopScope)) throw new TemplateError("#break was given what is no loop");
    throw new Stop(loop);
  };
}
