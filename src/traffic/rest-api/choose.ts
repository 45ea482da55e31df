import { mediaTypeEssence, parseAccept } from "../../languages/http/media-types.ts";
import { cachedPattern } from "../../languages/regex/pattern-cache.ts";
import { PatternLimitExceeded } from "../../languages/regex/java-pattern.ts";

const JSON_TYPE = "application/json";
const DEFAULT_TYPE = "$default";

/** Chooses by a request's Content-Type; undefined: nothing is there for it. A missing Content-Type is application/json. */
export type ChooseByContentType<T> = (contentType: string | null) => T | undefined;

/** Compiles the choice among what a definition has by content type: the type itself, then `$default`. */
export function byContentType<T>(
  entries: readonly (readonly [contentType: string, value: T])[],
): ChooseByContentType<T> {
  const values = new Map(entries.map(([type, value]) => [type.toLowerCase(), value]));
  const byDefault = values.get(DEFAULT_TYPE);
  return (contentType) => {
    const sent = contentType === null || contentType === "" ? JSON_TYPE : contentType.toLowerCase();
    return values.get(sent) ?? values.get(mediaTypeEssence(sent) ?? "") ?? byDefault;
  };
}

/** What is chosen for an answer, with its content type. */
export interface ForAccept<T> {
  contentType: string;
  value: T;
}

/** Compiles the choice by a request's Accept: what it names, then application/json, then the first. Null: there is nothing. */
export function byAccept<T>(
  entries: readonly (readonly [contentType: string, value: T])[],
): (request: Pick<Request, "headers">) => ForAccept<T> | null {
  const choices = entries.map(([contentType, value]) => ({ contentType, value }));
  const [first] = choices;
  if (!first) return () => null;
  const usual = choices.find(({ contentType }) => contentType === JSON_TYPE) ?? first;
  if (choices.length === 1) return () => usual;
  const byType = new Map(choices.map((choice) => [choice.contentType.toLowerCase(), choice]));
  return ({ headers }) => {
    for (const { value } of parseAccept(headers.get("accept"))) {
      const choice = byType.get(value);
      if (choice) return choice;
    }
    return usual;
  };
}

/** Something that a selection pattern leads to. */
interface Selectable {
  /** Java regular expression on the whole text; null: the default */
  selectionPattern: string | null;
}

/**
 * Compiles the choice of an integration response: the first whose pattern matches all of the text, else the one without a pattern.
 * Undefined: there is neither. A pattern that is none, or too costly for the text, matches nothing.
 */
export function bySelectionPattern<T extends Selectable>(responses: readonly T[]): (text: string) => T | undefined {
  const byDefault = responses.find(({ selectionPattern }) => selectionPattern === null);
  const patterns = responses.flatMap((response) => {
    if (response.selectionPattern === null) return [];
    const compiled = cachedPattern(response.selectionPattern);
    return compiled.ok ? [{ response, pattern: compiled.pattern }] : [];
  });
  if (patterns.length === 0) return () => byDefault;
  return (text) => {
    for (const { response, pattern } of patterns) {
      try {
        if (pattern.matches(text)) return response;
      } catch (error) {
        if (!(error instanceof PatternLimitExceeded)) throw error;
      }
    }
    return byDefault;
  };
}
