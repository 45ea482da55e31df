/** The names a template uses, each with its slot. */
export class Scope {
  private readonly slots = new Map<string, number>();

  /** The slot of a variable. */
  slot(name: string): number {
    const known = this.slots.get(name);
    if (known !== undefined) return known;
    const slot = this.slots.size;
    this.slots.set(name, slot);
    return slot;
  }

  /** The slot of a variable that the engine would set, -1 where the template never looks at it. */
  slotIfUsed(name: string): number {
    return this.slots.get(name) ?? -1;
  }

  /** All names, in the order of their slots. */
  get names(): string[] {
    return [...this.slots.keys()];
  }
}
