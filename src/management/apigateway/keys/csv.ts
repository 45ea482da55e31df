/**
 * Reads comma-separated values: a record per line; a field may stand in double or single quotes, in which a doubled quote is one and
 * commas and line breaks are text. Empty lines are left out.
 */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  const endRecord = (): void => {
    if (record.length > 1 || record[0] !== "") records.push(record);
    record = [];
  };
  while (at < text.length) {
    const [field, next] = fieldAt(text, at);
    record.push(field);
    at = next;
    if (text[at] === ",") {
      at++;
      if (at === text.length) record.push("");
      continue;
    }
    if (text[at] === "\r") at++;
    if (text[at] === "\n") at++;
    endRecord();
  }
  if (record.length > 0) endRecord();
  return records;
}

/** The field that begins at `at`, and where what follows it begins. */
function fieldAt(text: string, at: number): [field: string, next: number] {
  let start = at;
  while (text[start] === " ") start++;
  const quote = text[start];
  if (quote === '"' || quote === "'") return quotedAt(text, start, quote);
  let end = at;
  while (end < text.length && text[end] !== "," && text[end] !== "\n" && text[end] !== "\r") end++;
  return [text.slice(at, end).trim(), end];
}

function quotedAt(text: string, start: number, quote: string): [field: string, next: number] {
  let field = "";
  let at = start + 1;
  while (at < text.length) {
    if (text[at] === quote && text[at + 1] !== quote) break;
    if (text[at] === quote) at++;
    field += text[at];
    at++;
  }
  at++;
  while (at < text.length && text[at] !== "," && text[at] !== "\n" && text[at] !== "\r") at++;
  return [field, at];
}
