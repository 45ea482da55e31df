import type { JavaNumber } from "../jsonpath/value.ts";
import type { Meter } from "./meter.ts";

/**
 * What a template works with. A JS array is a list that came from JSON: it prints itself as JSON. A {@link JavaList} is one
 * made in the template: it prints as Java does. Maps keep their order. `null` never prints: references turn it into "".
 */
export type Value = null | boolean | string | JavaNumber | Value[] | Map<Value, Value> | JavaList | HostObject | Block;

/** A list made by the template, or by a method that returns one. */
export class JavaList {
  readonly items: Value[];

  constructor(items: Value[]) {
    this.items = items;
  }
}

/** The body of a #define: it renders anew wherever it is used. */
export class Block {
  /** Renders the body to a string; undefined when it uses itself deeper than allowed. */
  readonly toText: () => string | undefined;
  /** The reference's own source, printed where the body cannot be. */
  readonly literal: string;

  constructor(toText: () => string | undefined, literal: string) {
    this.toText = toText;
    this.literal = literal;
  }
}

/** An object that the caller hands to templates ($input, $util, $context). Overridden as far as it can do something. */
export abstract class HostObject {
  /** The property `name`; undefined (and null) where there is none: it prints nothing. */
  get(_name: string): Value | undefined {
    return undefined;
  }

  /** Assigns a property; assigning to what cannot be assigned does nothing, as in Velocity. */
  set(_name: string, _value: Value): void {}

  /** Calls a method; undefined where there is none: it prints nothing. May throw a TemplateError. */
  call(_name: string, _args: readonly Value[], _meter: Meter): Value | undefined {
    return undefined;
  }

  /** What #foreach goes through; undefined where nothing can be. */
  elements(): readonly Value[] | undefined {
    return undefined;
  }

  /** What `$object` prints. */
  toText(_meter: Meter): string {
    return "";
  }
}

/** The elements of any list, or undefined when the value is none. */
export function itemsOf(value: Value | undefined): Value[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof JavaList ? value.items : undefined;
}
