import { TemplateError } from "./errors.ts";
import { HostObject, type Value } from "./value.ts";

/** A java.util.Iterator over a snapshot of the items. */
export class IteratorObject extends HostObject {
  private readonly items: readonly Value[];
  private at = 0;

  constructor(items: readonly Value[]) {
    super();
    this.items = [...items];
  }

  override call(name: string): Value | undefined {
    if (name === "hasNext") return this.at < this.items.length;
    if (name !== "next") return undefined;
    if (this.at >= this.items.length) throw new TemplateError("NoSuchElementException");
    return this.items[this.at++] ?? null;
  }

  override elements(): readonly Value[] {
    const rest = this.items.slice(this.at);
    this.at = this.items.length;
    return rest;
  }
}
