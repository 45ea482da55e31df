/** A place in a text, both from 1: what comes behind the character before it. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** Where a statement stands in its policy's text. */
export interface StatementSpan {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/**
 * Where the statements of a well-formed policy stand, in their order, as IAM's policy simulator tells it (examples of AWS's CLI
 * reference): a single one begins behind its brace, one of a list behind the bracket or the statement before it.
 */
export function statementSpans(text: string): StatementSpan[] {
  const spans: StatementSpan[] = [];
  let depth = 0;
  let key = "";
  let isStatement = false;
  let isList = false;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    const behind = index + token.length;
    if (token.startsWith('"')) {
      key = token;
    } else if (token === ":") {
      if (depth === 1) isStatement = key === '"Statement"';
    } else if (token === "{" || token === "[") {
      depth++;
      if (!isStatement || depth !== 2) continue;
      isList = token === "[";
      start = behind;
    } else {
      depth--;
      if (!isStatement || depth !== (isList ? 2 : 1)) continue;
      spans.push({ start: positionAt(text, start), end: positionAt(text, behind) });
      start = behind;
    }
  }
  return spans;
}

function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
