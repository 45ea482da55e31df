/** One item of a header such as Accept: `text/html;level=1;q=0.5`. */
export interface WeightedItem {
  /** In lower case, without parameters. */
  readonly value: string;
  /** 0 to 1; 1 where there is none, or none that can be read. */
  readonly q: number;
}

/** The items of a header with weights (RFC 9110, section 12.4.2) in the order sent. Empty items are left out. */
export function parseWeightedList(header: string): readonly WeightedItem[] {
  const items: WeightedItem[] = [];
  for (const item of splitOutsideQuotes(header, ",")) {
    const [value = "", ...parameters] = splitOutsideQuotes(item, ";");
    if (value !== "") items.push({ value: value.toLowerCase(), q: weight(parameters) });
  }
  return items;
}

function weight(parameters: readonly string[]): number {
  for (const parameter of parameters) {
    const match = /^q\s*=\s*([\d.]+)$/i.exec(parameter);
    const q = Number(match?.[1] ?? Number.NaN);
    if (!Number.isNaN(q)) return Math.min(q, 1);
  }
  return 1;
}

/** The trimmed parts of a header between separators; a separator inside a quoted string is none (RFC 9110, section 5.6.4). */
function splitOutsideQuotes(text: string, separator: "," | ";"): readonly string[] {
  if (!text.includes('"')) return text.split(separator).map((part) => part.trim());
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') quoted = !quoted;
    else if (character === "\\" && quoted) i += 1;
    else if (character === separator && !quoted) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}
