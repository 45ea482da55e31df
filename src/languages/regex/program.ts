import type { Assertion, Node } from "./ast.ts";
import { type PointTest, pointTest } from "./point-test.ts";

/**
 * One step of a program. `set` takes one character that `accepts` and goes on behind itself; `split` goes on at `to`, or else at
 * `other`; `save` notes the place in slot `to`; `assert` and `look` go on only at places where they hold; `match` is the end.
 */
export interface Step {
  readonly op: "set" | "split" | "jump" | "save" | "assert" | "look" | "match";
  to: number;
  other: number;
  readonly accepts: PointTest;
  readonly assertion: Assertion | undefined;
}

/** A look-around. The places where it holds do not depend on what was matched before them, so they are found in advance. */
export interface Look {
  /** Matches from such a place on, read backwards from its end; of a look-behind up to such a place, read forwards. */
  readonly program: Program;
  readonly behind: boolean;
  readonly negative: boolean;
}

/** A pattern as a machine without memory: all its readings are followed at once, character by character. */
export interface Program {
  readonly steps: readonly Step[];
  /** The steps `look` name them by their index; one stands behind all those that stand in its body. */
  readonly looks: readonly Look[];
}

/** A program of more steps is not made: counts of counts multiply. */
const MAX_STEPS = 20_000;

/** Raised for a pattern whose counts make too large a program. */
export class ProgramTooLarge extends Error {}

/** Translates a pattern without references. @throws ProgramTooLarge */
export function programOf(node: Node): Program {
  const looks: Look[] = [];
  return { steps: new Assembler(looks, false, true).whole(node), looks };
}

const NONE: PointTest = () => false;

class Assembler {
  readonly #steps: Step[] = [];
  readonly #looks: Look[];
  readonly #backwards: boolean;
  readonly #saving: boolean;

  constructor(looks: Look[], backwards: boolean, saving: boolean) {
    this.#looks = looks;
    this.#backwards = backwards;
    this.#saving = saving;
  }

  whole(node: Node): Step[] {
    this.#node(node);
    this.#add("match");
    return this.#steps;
  }

  #node(node: Node): void {
    switch (node.t) {
      case "set":
        return void this.#add("set", { accepts: pointTest(node.set) });
      case "sequence":
        for (const item of this.#backwards ? node.items.toReversed() : node.items) this.#node(item);
        return;
      case "choice":
        return this.#choice(node.options);
      case "group":
        return this.#group(node);
      case "repeat":
        return this.#repeat(node);
      case "assert":
        return void this.#add("assert", { assertion: node.what });
      case "look":
        return void this.#add("look", { to: this.#look(node) });
      case "reference":
        throw new Error("a reference needs memory");
    }
  }

  #group({ index, body }: Node & { t: "group" }): void {
    if (!this.#saving) return this.#node(body);
    this.#add("save", { to: index * 2 });
    this.#node(body);
    this.#add("save", { to: index * 2 + 1 });
  }

  #look({ body, behind, negative }: Node & { t: "look" }): number {
    const steps = new Assembler(this.#looks, !behind, false).whole(body);
    this.#looks.push({ program: { steps, looks: this.#looks }, behind, negative });
    return this.#looks.length - 1;
  }

  #choice(options: readonly Node[]): void {
    const ends: Step[] = [];
    for (const [index, option] of options.entries()) {
      if (index === options.length - 1) this.#node(option);
      else {
        const split = this.#split();
        this.#node(option);
        ends.push(this.#add("jump"));
        split.other = this.#steps.length;
      }
    }
    for (const end of ends) end.to = this.#steps.length;
  }

  #repeat({ body, min, max, lazy }: Node & { t: "repeat" }): void {
    for (let count = 0; count < min; count++) this.#node(body);
    if (max === Infinity) return this.#loop(body, lazy);
    const leaving: Step[] = [];
    for (let count = min; count < max; count++) {
      leaving.push(this.#split());
      this.#node(body);
    }
    for (const split of leaving) this.#leave(split, lazy);
  }

  // (body+)?, so that a body that can be empty keeps its turn before what follows.
  #loop(body: Node, lazy: boolean): void {
    const enter = this.#split();
    const start = this.#steps.length;
    this.#node(body);
    const again = this.#split(start);
    this.#leave(again, lazy);
    this.#leave(enter, lazy);
  }

  #split(to = this.#steps.length + 1): Step {
    return this.#add("split", { to });
  }

  /** The other way of a split leads out to here; a lazy repetition would rather take it. */
  #leave(split: Step, lazy: boolean): void {
    split.other = this.#steps.length;
    if (lazy) [split.to, split.other] = [split.other, split.to];
  }

  #add(op: Step["op"], { to = 0, accepts = NONE, assertion }: Partial<Step> = {}): Step {
    if (this.#steps.length >= MAX_STEPS) throw new ProgramTooLarge("the pattern's counts make it too large");
    const step: Step = { op, to, other: 0, accepts, assertion };
    this.#steps.push(step);
    return step;
  }
}
