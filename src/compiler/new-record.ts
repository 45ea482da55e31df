import type { ManifestEntry } from "../plan/record.ts";

/** A compiled record, ready to be stored. */
export interface NewRecordParts extends ManifestEntry {
  /** canonical JSON */
  source: string;
  /** JSON */
  plan: string;
}
