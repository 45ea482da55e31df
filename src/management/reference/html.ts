/** Text that is HTML already. */
export interface Html {
  readonly text: string;
}

const ESCAPED: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A template of HTML: whatever is put into it is escaped, unless it is HTML itself. */
export function html(parts: TemplateStringsArray, ...values: (string | Html)[]): Html {
  const texts = values.map((value) => (typeof value === "string" ? escape(value) : value.text));
  return { text: parts.map((part, index) => part + (texts[index] ?? "")).join("") };
}

export function joined(list: Html[]): Html {
  return { text: list.map(({ text }) => text).join("\n") };
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => ESCAPED[char] ?? char);
}
