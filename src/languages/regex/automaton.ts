import type { Program } from "./program.ts";

/** What may still happen, however it came about. */
interface State {
  /** Positions of the steps that may take the next character, in order. */
  readonly taking: readonly number[];
  /** Whether there is a match here, with more text to come. */
  readonly matches: boolean;
  /** Whether there is a match here if the text ends. */
  readonly matchesAtEnd: boolean;
  /** Where the characters of ASCII lead that were seen. */
  readonly next: (State | undefined)[];
}

const MAX_STATES = 256;
const ASCII = 128;

/** The program needs more states than are kept. */
export class TooManyStates extends Error {}

/**
 * A program whose states are remembered, so that a character costs one look-up. It tells whether a text matches, not where;
 * its places are the text's start and end only.
 */
export class Automaton {
  readonly #program: Program;
  readonly #whole: boolean;
  readonly #start: State;
  readonly #states = new Map<string, State>();

  /** @param whole whether the whole text has to match, or any part of it */
  constructor(program: Program, whole: boolean) {
    this.#program = program;
    this.#whole = whole;
    this.#start = this.#stateOf([0], true);
  }

  /** Whether a program can run so. */
  static runs({ steps, looks }: Program): boolean {
    const isEdge = (assertion: string | undefined): boolean => /^(?:textStart|textEnd)?$/.test(assertion ?? "");
    return looks.length === 0 && steps.every(({ assertion }) => isEdge(assertion));
  }

  /** @throws TooManyStates */
  test(text: string): boolean {
    const stopsAtMatch = !this.#whole;
    let state = this.#start;
    for (let at = 0; at < text.length; at++) {
      if (stopsAtMatch && state.matches) return true;
      const code = text.charCodeAt(at);
      if (code < ASCII) state = state.next[code] ?? this.#learn(state, code);
      else {
        const point = text.codePointAt(at) ?? code;
        if (point > 0xffff) at++;
        state = this.#after(state, point);
      }
      if (this.#whole && state.taking.length === 0) return state.matchesAtEnd && at + 1 >= text.length;
    }
    return state.matchesAtEnd;
  }

  #learn(state: State, point: number): State {
    const next = this.#after(state, point);
    state.next[point] = next;
    return next;
  }

  #after(state: State, point: number): State {
    const reached = state.taking.filter((position) => this.#program.steps[position]?.accepts(point) === true);
    return this.#stateOf([...reached.map((position) => position + 1), ...(this.#whole ? [] : [0])], false);
  }

  #stateOf(from: readonly number[], isStart: boolean): State {
    const taking: number[] = [];
    const matches = this.#follow(from, isStart, false, taking);
    const matchesAtEnd = this.#follow(from, isStart, true, []);
    taking.sort((a, b) => a - b);
    const key = `${taking.join(" ")} ${matches} ${matchesAtEnd}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    if (this.#states.size >= MAX_STATES) throw new TooManyStates();
    const state = { taking, matches, matchesAtEnd, next: Array.from<undefined>({ length: ASCII }) };
    this.#states.set(key, state);
    return state;
  }

  /** Follows the steps that take no character; gathers those that do. Returns whether the end is among them. */
  #follow(from: readonly number[], isStart: boolean, isEnd: boolean, taking: number[]): boolean {
    const { steps } = this.#program;
    const seen = new Set<number>();
    const waiting = [...from];
    let matches = false;
    for (let position = waiting.pop(); position !== undefined; position = waiting.pop()) {
      const step = steps[position];
      if (step === undefined || seen.has(position)) continue;
      seen.add(position);
      if (step.op === "match") matches = true;
      else if (step.op === "set") taking.push(position);
      else if (step.op === "jump") waiting.push(step.to);
      else if (step.op === "split") waiting.push(step.to, step.other);
      else if (step.op === "save" || (step.assertion === "textStart" ? isStart : isEnd)) waiting.push(position + 1);
    }
    return matches;
  }
}
