/** The offset after the quoted text that begins at `at`; past the end of `text` when it is not closed. */
export function skipQuoted(text: string, at: number): number {
  const quote = text[at];
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === quote) return i + 1;
  }
  return text.length + 1;
}

/** Undoes backslash escapes (\n, \uXXXX and the like; any other escaped character stands for itself). */
export function unescapeText(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_, hex: string | undefined, c: string | undefined) =>
    hex === undefined ? (ESCAPES[c ?? ""] ?? c ?? "") : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };
