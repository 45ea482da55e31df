import type { Assertion } from "./ast.ts";

const isLineEnd = (code: number): boolean =>
  code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029;

/** Whether an assertion holds at an offset of a text. */
export function holdsAt(assertion: Assertion, text: string, at: number): boolean {
  switch (assertion) {
    case "textStart":
      return at === 0;
    case "textEnd":
      return at === text.length;
    case "end":
      return text.length - at <= 2 && isAtLastLineEnd(text, at);
    case "lineStart":
      return at === 0 || isLineEnd(text.charCodeAt(at - 1));
    case "lineEnd":
      return at === text.length || isLineEnd(text.charCodeAt(at));
    case "word":
      return isWordEdge(text, at);
    case "notWord":
      return !isWordEdge(text, at);
  }
}

function isAtLastLineEnd(text: string, at: number): boolean {
  const rest = text.slice(at);
  return rest === "" || rest === "\r\n" || (rest.length === 1 && isLineEnd(rest.charCodeAt(0)));
}

function isWordEdge(text: string, at: number): boolean {
  return isWord(text.charCodeAt(at - 1)) !== isWord(text.charCodeAt(at));
}

/** [A-Za-z0-9_]; NaN, beyond the text, is none. */
function isWord(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f;
}
