import type { Scanner, Token } from "./scanner.ts";
import { LINKAGE } from "./shape.ts";
import type { Edit } from "./shape.ts";
import { stringValue } from "./statements.ts";

const HARMLESS_MEMBERS = new Set(["main", "cache", "extensions"]);

/** Watches one file's tokens for what may stand anywhere in it: `require`, `import()`, `import.meta`, `await`. */
export class Watch {
  readonly requires: string[] = [];
  readonly metas: Edit[] = [];
  readonly dynamicImports = new Map<number, Edit>();
  /** Set where `require` is used in a way that hides what it will load. */
  open = false;
  awaits = false;
  #last: Token | undefined;
  #second: Token | undefined;
  #third: Token | undefined;
  #argumentFollows = false;
  /** The names by which the file knows node's createRequire. */
  readonly #requireMakers = new Set(["createRequire"]);

  see(token: Token, scanner: Scanner): void {
    if (this.#argumentFollows) this.#seeArgument(token, scanner);
    if (this.#last?.kind === "name") this.#seeAfterName(this.#last, token);
    if (token.kind === "name") this.#seeName(token, scanner);
    else if (token.text === ")") this.#seeClosed(scanner);
    this.#third = this.#second;
    this.#second = this.#last;
    this.#last = token;
  }

  #seeName(token: Token, scanner: Scanner): void {
    if (token.text === "await" && !scanner.inFunction) this.awaits = true;
    else if (token.text === "meta" && this.#last?.text === "." && this.#second?.text === "import") {
      this.metas.push({ start: this.#second.start, end: token.end, text: `${LINKAGE}.meta` });
    }
  }

  #seeAfterName(name: Token, token: Token): void {
    const member = this.#second?.text === ".";
    if (this.#requireMakers.has(name.text)) this.#seeAfterMaker(token);
    else if (this.#third !== undefined && this.#second?.text === "as" && this.#requireMakers.has(this.#third.text))
      this.#requireMakers.add(name.text);
    else if (name.text === "import" && token.text === "(" && !member) {
      this.dynamicImports.set(name.start, { start: name.start, end: name.end, text: `${LINKAGE}.import` });
      this.#argumentFollows = true;
    } else if (name.text === "require" && (!member || this.#third?.text === "module")) {
      if (token.text === "(") this.#argumentFollows = true;
      else if (token.text !== "." && token.text !== "=" && this.#second?.text !== "typeof") this.open = true;
    } else if (member && this.#third?.text === "require") {
      if (name.text === "resolve" && token.text === "(") this.#argumentFollows = true;
      else if (!HARMLESS_MEMBERS.has(name.text)) this.open = true;
    }
  }

  // `require = createRequire(…)` makes what is watched anyway; under any other name it is not.
  #seeAfterMaker(token: Token): void {
    if (token.text !== "(") return;
    const object = this.#second?.text === ".";
    if (object || this.#second?.text !== "=" || this.#third?.text !== "require") this.open = true;
  }

  #seeArgument(token: Token, scanner: Scanner): void {
    this.#argumentFollows = false;
    const literal = token.kind === "string" && [")", ","].includes(scanner.peekCharacter());
    if (literal) this.requires.push(stringValue(token));
    else this.open = true;
  }

  // `import(a) {` declares a method of that name.
  #seeClosed(scanner: Scanner): void {
    const callee = scanner.closed?.before;
    if (callee?.text === "import" && scanner.peekCharacter() === "{") this.dynamicImports.delete(callee.start);
  }
}
