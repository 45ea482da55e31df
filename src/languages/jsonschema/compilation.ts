import { arrayKeywords } from "./arrays.ts";
import { ANYTHING, childPointer, every, type Check } from "./check.ts";
import { combinationKeywords } from "./combinations.ts";
import { PatternLimitExceeded } from "../regex/engine.ts";
import { type Effort, EffortExceeded, type EffortLimits } from "./effort.ts";
import type { Keyword, KeywordContext } from "./keyword.ts";
import { numberKeywords } from "./numbers.ts";
import { objectKeywords } from "./objects.ts";
import { linearPattern, type CompilePattern, type Matcher } from "./pattern.ts";
import { ownBase, type SchemaLibrary } from "./references.ts";
import { isObject, SchemaProblem, type Place } from "./schema.ts";
import { stringKeywords } from "./strings.ts";
import { enumKeyword, typeKeyword } from "./types.ts";

/** How a schema is compiled. */
export interface SchemaOptions {
  /** The engine for `pattern` and `patternProperties`; {@link linearPattern} unless given. */
  readonly compilePattern?: CompilePattern;
  /** Whether `format` is checked (draft 4 leaves the choice); true unless given. */
  readonly formats?: boolean;
  /** What validating one document may cost. */
  readonly effort?: EffortLimits;
}

/** Levels of schemas within schemas, without references. */
const MAXIMUM_NESTING = 200;

// In the order of their cost, so that the cheap ones fail first.
const KEYWORDS: readonly Keyword[] = [
  typeKeyword,
  enumKeyword,
  numberKeywords,
  stringKeywords,
  arrayKeywords,
  objectKeywords,
  combinationKeywords,
];

/** A schema that references lead to. Its check is there when the compilation is over. */
interface Target {
  readonly place: Place;
  check: Check;
  /** How many calls deep its check goes by itself. */
  height: number;
  /** The targets that judge the same value as this one. */
  readonly sameValue: Target[];
}

/** The compilation of one schema with all that its references lead to. References are compiled one after another, not one in another. */
export class Compilation implements KeywordContext {
  readonly effort: Effort;
  readonly formats: boolean;
  readonly #library: SchemaLibrary;
  readonly #compilePattern: CompilePattern;
  readonly #targets = new Map<object, Target>();
  readonly #open: Target[] = [];
  readonly #patterns = new Map<string, Matcher>();
  /** The target being compiled; whether the schema under way still judges its value; how deep it stands. */
  #target: Target | undefined;
  #sameValue = true;
  #depth = 0;

  constructor(library: SchemaLibrary, effort: Effort, options: SchemaOptions) {
    this.#library = library;
    this.effort = effort;
    this.formats = options.formats ?? true;
    this.#compilePattern = options.compilePattern ?? linearPattern;
  }

  run(root: Place): Check {
    const target = this.#targetAt(root);
    for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop()) {
      this.#target = next;
      this.#sameValue = true;
      next.check = this.#schema(next.place);
    }
    refuseLoops([...this.#targets.values()]);
    return this.#reference(target);
  }

  compile(schema: unknown, parent: Place, tokens: readonly (string | number)[], sameValue: boolean): Check {
    const pointer = tokens.reduce(childPointer, parent.pointer);
    if (!isObject(schema)) throw new SchemaProblem(pointer, "A schema must be a JSON object");
    if (this.#depth >= MAXIMUM_NESTING)
      throw new SchemaProblem(pointer, `The schema has more than ${MAXIMUM_NESTING} levels`);
    const before = this.#sameValue;
    this.#sameValue = before && sameValue;
    const check = this.#schema({ schema, base: ownBase(schema, parent.base, pointer), pointer });
    this.#sameValue = before;
    return check;
  }

  pattern(source: string, pointer: string): Matcher {
    const known = this.#patterns.get(source);
    if (known !== undefined) return known;
    const matches = this.#charged(this.#patternEngine(source, pointer));
    this.#patterns.set(source, matches);
    return matches;
  }

  #patternEngine(source: string, pointer: string): Matcher {
    try {
      return this.#compilePattern(source);
    } catch (error) {
      throw new SchemaProblem(pointer, error instanceof Error ? error.message : String(error));
    }
  }

  #charged(matches: Matcher): Matcher {
    const { effort } = this;
    return (text) => {
      effort.spend(text.length + 1);
      try {
        return matches(text);
      } catch (error) {
        if (error instanceof PatternLimitExceeded) throw new EffortExceeded("takes too long to validate");
        throw error;
      }
    };
  }

  #schema(place: Place): Check {
    const { $ref } = place.schema;
    // Draft 4 takes a $ref that is no text for a member of that name, but a schema has no use for one.
    if ($ref !== undefined && typeof $ref !== "string") throw new SchemaProblem(place.pointer, "$ref must be a text");
    if ($ref !== undefined) return this.#reference(this.#targetAt(this.#library.find($ref, place)));
    this.#depth += 1;
    if (this.#target !== undefined) this.#target.height = Math.max(this.#target.height, this.#depth);
    const checks = KEYWORDS.map((keyword) => keyword(place, this)).filter((check) => check !== undefined);
    this.#depth -= 1;
    return every(checks);
  }

  #targetAt(place: Place): Target {
    let target = this.#targets.get(place.schema);
    if (target === undefined) {
      target = { place, check: ANYTHING, height: 1, sameValue: [] };
      this.#targets.set(place.schema, target);
      this.#open.push(target);
    }
    if (this.#sameValue) this.#target?.sameValue.push(target);
    return target;
  }

  #reference(target: Target): Check {
    const { effort } = this;
    return {
      test: (value) => {
        effort.enter(target.height);
        const passes = target.check.test(value);
        effort.leave(target.height);
        return passes;
      },
      explain: (value, pointer, findings) => {
        effort.enter(target.height);
        target.check.explain(value, pointer, findings);
        effort.leave(target.height);
      },
    };
  }
}

/** Refuses references that come back to where they started without ever going into a member or an item: they have no meaning. */
function refuseLoops(targets: readonly Target[]): void {
  const done = new Set<Target>();
  for (const start of targets) {
    const path = new Set<Target>();
    const open: { readonly target: Target; next: number }[] = [{ target: start, next: 0 }];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      path.add(top.target);
      const follower = done.has(top.target) ? undefined : top.target.sameValue[top.next++];
      if (follower === undefined) {
        done.add(top.target);
        path.delete(top.target);
        open.pop();
      } else if (path.has(follower)) {
        throw new SchemaProblem(follower.place.pointer, "The schema refers to itself for the same value, without end");
      } else {
        open.push({ target: follower, next: 0 });
      }
    }
  }
}
