// Runs programs in time proportional to the text, whatever the pattern: at each character a list of the steps that have been
// reached, each at most once, in the order in which a backtracking engine would try them.

import type { Node } from "./ast.ts";
import { Automaton, TooManyStates } from "./automaton.ts";
import { holdsAt } from "./places.ts";
import { type Look, type Program, programOf, type Step } from "./program.ts";

/** Offsets of the groups that took part: start and end of group n in slots 2n and 2n + 1. */
type Slots = readonly (number | undefined)[];

const NO_SLOTS: Slots = [];

/** A pattern without references, ready to run. */
export class LinearPattern {
  readonly #program: Program;
  readonly #anchored: boolean;
  /** Undefined where the program cannot run so. */
  readonly #automata: { whole: Automaton | undefined; part: Automaton | undefined };

  /** @throws ProgramTooLarge */
  constructor(node: Node) {
    this.#program = programOf(node);
    const [first] = this.#program.steps;
    this.#anchored = first?.assertion === "textStart";
    const remembers = Automaton.runs(this.#program);
    this.#automata = {
      whole: remembers ? new Automaton(this.#program, true) : undefined,
      part: remembers ? new Automaton(this.#program, false) : undefined,
    };
  }

  /** Steps, those of look-arounds too: the time for a text is in proportion to this and to its length. */
  get size(): number {
    return this.#program.looks.reduce((sum, { program }) => sum + program.steps.length, this.#program.steps.length);
  }

  /** Whether the whole text matches, or any part of it. */
  test(text: string, part: "whole" | "part"): boolean {
    try {
      return this.#automata[part]?.test(text) ?? this.over(text).test(part);
    } catch (error) {
      if (!(error instanceof TooManyStates)) throw error;
      this.#automata[part] = undefined;
      return this.over(text).test(part);
    }
  }

  /** The pattern over one text. */
  over(text: string): LinearSearch {
    return new LinearSearch(this.#program, this.#anchored, text);
  }
}

/** A pattern over one text, whose look-arounds are worked out once. */
class LinearSearch {
  readonly #anchored: boolean;
  readonly #scene: Scene;
  readonly #current: Threads;
  readonly #next: Threads;

  constructor(program: Program, anchored: boolean, text: string) {
    this.#anchored = anchored;
    this.#scene = sceneOf(program, text);
    this.#current = new Threads(program.steps, this.#scene);
    this.#next = new Threads(program.steps, this.#scene);
  }

  /** The first match from `from` on. */
  find(from: number): Slots | undefined {
    return this.#run(from, false, true);
  }

  /** The match of the whole text. */
  matchWhole(): Slots | undefined {
    return this.#run(0, true, true);
  }

  /** Whether the whole text matches, or any part of it. */
  test(part: "whole" | "part"): boolean {
    return this.#run(0, part === "whole", false) !== undefined;
  }

  #run(from: number, whole: boolean, saving: boolean): Slots | undefined {
    const { text } = this.#scene;
    let [current, next] = [this.#current.begin(saving), this.#next.begin(saving)];
    let found: Slots | undefined;
    for (let at = from; ;) {
      if (found === undefined && (at === from || !(whole || this.#anchored))) current.start(at);
      if (current.length === 0 && (found !== undefined || whole || this.#anchored)) return found;
      const point = text.codePointAt(at);
      const after = at + (point !== undefined && point > 0xffff ? 2 : 1);
      found = current.advance(next, point, at, after, whole) ?? found;
      if (point === undefined || (found !== undefined && !saving)) return found;
      [current, next] = [next, current.begin(saving)];
      at = after;
    }
  }
}

/** A text, and for each look-around of a program the places where it holds. */
interface Scene {
  readonly text: string;
  readonly looks: readonly Uint8Array[];
}

function sceneOf(program: Program, text: string): Scene {
  const looks: Uint8Array[] = [];
  for (const look of program.looks) looks.push(placesOf(look, { text, looks }));
  return { text, looks };
}

function placesOf({ program, behind, negative }: Look, scene: Scene): Uint8Array {
  const { text } = scene;
  const places = new Uint8Array(text.length + 1).fill(negative ? 1 : 0);
  let [current, next] = [new Threads(program.steps, scene), new Threads(program.steps, scene)];
  for (let at = behind ? 0 : text.length; ;) {
    current.start(at);
    const point = behind ? text.codePointAt(at) : pointBefore(text, at);
    const width = point !== undefined && point > 0xffff ? 2 : 1;
    const after = behind ? at + width : at - width;
    const isPlace = current.advanceAll(next, point, after);
    if (isPlace) places[at] = negative ? 0 : 1;
    if (point === undefined) return places;
    [current, next] = [next, current.begin(false)];
    at = after;
  }
}

function pointBefore(text: string, at: number): number | undefined {
  const isPair = at > 1 && (text.codePointAt(at - 2) ?? 0) > 0xffff;
  return at === 0 ? undefined : text.codePointAt(isPair ? at - 2 : at - 1);
}

/** The steps reached at one place, in the order of their turn, with what each has saved. */
class Threads {
  length = 0;
  readonly #steps: readonly Step[];
  readonly #scene: Scene;
  #saving = false;
  readonly #reached: Int32Array;
  readonly #slots: Slots[] = [];
  /** Steps seen in this round, whether they are listed or only passed through. */
  readonly #seen: Uint32Array;
  #round = 1;
  readonly #waiting: number[] = [];
  readonly #waitingSlots: Slots[] = [];

  constructor(steps: readonly Step[], scene: Scene) {
    this.#steps = steps;
    this.#scene = scene;
    this.#reached = new Int32Array(steps.length);
    this.#seen = new Uint32Array(steps.length);
  }

  /** Empties the list, for the next place. */
  begin(saving: boolean): this {
    this.length = 0;
    this.#round++;
    this.#saving = saving;
    return this;
  }

  /** A reading that begins at a place, after all that have begun before. */
  start(at: number): void {
    this.#reach(0, at, this.#saving ? [at, at] : NO_SLOTS);
  }

  /** Takes a character (undefined: the text's end) into `next`. Returns the match that has its turn at this place. */
  advance(next: Threads, point: number | undefined, at: number, after: number, whole: boolean): Slots | undefined {
    for (let index = 0; index < this.length; index++) {
      const position = this.#reached[index] ?? 0;
      const step = this.#steps[position];
      const slots = this.#slots[index] ?? NO_SLOTS;
      if (step?.op !== "match") {
        if (point !== undefined && step?.accepts(point) === true) next.#reach(position + 1, after, slots);
      } else if (!whole || point === undefined) {
        // What stands behind a match has lost its turn.
        return this.#saving ? slots.with(1, at) : slots;
      }
    }
    return undefined;
  }

  /** Takes a character into `next`, whatever matches. Returns whether anything does at this place. */
  advanceAll(next: Threads, point: number | undefined, after: number): boolean {
    let matches = false;
    for (let index = 0; index < this.length; index++) {
      const position = this.#reached[index] ?? 0;
      const step = this.#steps[position];
      if (step?.op === "match") matches = true;
      else if (point !== undefined && step?.accepts(point) === true) next.#reach(position + 1, after, NO_SLOTS);
    }
    return matches;
  }

  // Follows all steps that take no character. The nearest turn is on top of the stack.
  #reach(start: number, at: number, startSlots: Slots): void {
    const waiting = this.#waiting;
    const waitingSlots = this.#waitingSlots;
    waiting.push(start);
    waitingSlots.push(startSlots);
    for (let position = waiting.pop(); position !== undefined; position = waiting.pop()) {
      const slots = waitingSlots.pop() ?? NO_SLOTS;
      const step = this.#steps[position];
      if (step === undefined || this.#seen[position] === this.#round) continue;
      this.#seen[position] = this.#round;
      if (step.op === "set" || step.op === "match") {
        this.#reached[this.length] = position;
        this.#slots[this.length++] = slots;
        continue;
      }
      if (step.op === "split") {
        waiting.push(step.other);
        waitingSlots.push(slots);
      }
      const to = this.#next(step, position, at);
      if (to === undefined) continue;
      waiting.push(to);
      waitingSlots.push(step.op === "save" && this.#saving ? saved(slots, step.to, at) : slots);
    }
  }

  /** Where a step that takes no character leads at this place. */
  #next(step: Step, position: number, at: number): number | undefined {
    if (step.op === "split" || step.op === "jump") return step.to;
    if (step.op === "look" && this.#scene.looks[step.to]?.[at] !== 1) return undefined;
    if (step.assertion !== undefined && !holdsAt(step.assertion, this.#scene.text, at)) return undefined;
    return position + 1;
  }
}

function saved(slots: Slots, slot: number, at: number): Slots {
  const copy = slots.slice();
  while (copy.length < slot) copy.push(undefined);
  copy[slot] = at;
  return copy;
}
