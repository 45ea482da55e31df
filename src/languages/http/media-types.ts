import { parseWeightedList, type WeightedItem } from "./weighted-list.ts";

/**
 * The type and subtype of a Content-Type, in lower case and without parameters: `Text/HTML; charset=utf-8` is
 * `text/html`. Undefined where the header is missing or empty.
 */
export function mediaTypeEssence(contentType: string | null | undefined): string | undefined {
  if (contentType === null || contentType === undefined) return undefined;
  const end = contentType.indexOf(";");
  const essence = (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
  return essence === "" ? undefined : essence;
}

/** The items of an Accept header in the order sent. */
export function parseAccept(accept: string | null | undefined): readonly WeightedItem[] {
  return parseWeightedList(accept ?? "");
}

/** The item of an Accept header that stands first, whatever the weights: the only one that AWS looks at for binary types. */
export function firstAccepted(accept: string | null | undefined): string | undefined {
  if (accept === null || accept === undefined) return undefined;
  const comma = accept.indexOf(",");
  const first = mediaTypeEssence(comma < 0 ? accept : accept.slice(0, comma));
  // An empty item, or a comma in quotes: rare, so that only they pay for the whole list.
  return first === undefined || first.includes('"') ? parseAccept(accept)[0]?.value : first;
}

/** Tells whether a media type is one of an API's binary types. */
export type BinaryTypeTest = (mediaType: string | undefined) => boolean;

/**
 * The test for an API's `binaryMediaTypes` (recorded from AWS): a type itself, and `image/*` for all images. A wildcard
 * with a subtype stands for nothing. The wildcard for both stands for everything, also where the header is missing (AWS's
 * page on binary media from a Lambda proxy integration names it for clients whose Accept one cannot choose).
 */
export function binaryTypeTest(binaryMediaTypes: readonly string[]): BinaryTypeTest {
  const types = binaryMediaTypes.map((type) => mediaTypeEssence(type) ?? "");
  if (types.includes("*/*")) return () => true;
  const exact = new Set(types.filter((type) => !type.includes("*")));
  const families = types.filter((type) => /^[^*/]+\/\*$/.test(type)).map((type) => type.slice(0, -1));
  if (exact.size === 0 && families.length === 0) return () => false;
  return (mediaType) => {
    if (mediaType === undefined) return false;
    return exact.has(mediaType) || families.some((family) => mediaType.startsWith(family));
  };
}
