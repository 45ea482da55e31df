import { Buffer } from "node:buffer";
import { guard } from "./batch.ts";

/** Bytes of one stored piece: its base64 stays well below D1's 2 MB. */
const PIECE_BYTES = 1024 * 1024;
/** An upload that has not been named by a version after this long was left behind by a writer that died. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

const IS_NAMED = `EXISTS (SELECT 1 FROM documents WHERE collection = 'functionVersion'
  AND body ->> '$.configuration.CodeSha256' = function_code.sha256)`;

/** How many pieces an archive of so many bytes has. */
function pieceCount(bytes: number): number {
  return Math.ceil(bytes / PIECE_BYTES);
}

/** The code of functions: zip archives by their SHA-256, in pieces of 1 MB. */
export class FunctionCodeStore {
  readonly #db: D1Database;
  readonly #now: () => number;

  constructor(db: D1Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /**
   * Stores an archive unless it is there. Gives the statements that must stand in the batch that writes the version which names it: they make
   * it fail (RevisionMoved) where the code has been removed meanwhile.
   */
  async upload(sha256: string, zip: Uint8Array): Promise<D1PreparedStatement[]> {
    const db = this.#db;
    const count = pieceCount(zip.byteLength);
    const held = await db
      .prepare("SELECT count(*) AS n FROM function_code WHERE sha256 = ?1")
      .bind(sha256)
      .first<{ n: number }>();
    if (held?.n !== count) await this.#write(sha256, zip, count);
    return [
      guard(db, "(SELECT count(*) FROM function_code WHERE sha256 = ?1) = ?2", sha256, count),
      db.prepare("DELETE FROM function_uploads WHERE sha256 = ?1").bind(sha256),
    ];
  }

  /** A statement that removes code that no version names any more; its place is behind the removal of the versions. */
  removal(sha256: string): D1PreparedStatement {
    return this.#db.prepare(`DELETE FROM function_code WHERE sha256 = ?1 AND NOT ${IS_NAMED}`).bind(sha256);
  }

  async #write(sha256: string, zip: Uint8Array, count: number): Promise<void> {
    const db = this.#db;
    const now = this.#now();
    const old = "SELECT sha256 FROM function_uploads WHERE begun_at < ?1";
    await db.batch([
      db
        .prepare(`DELETE FROM function_code WHERE sha256 IN (${old}) AND NOT ${IS_NAMED}`)
        .bind(now - ABANDONED_AFTER_MS),
      db.prepare("DELETE FROM function_uploads WHERE begun_at < ?1").bind(now - ABANDONED_AFTER_MS),
      db.prepare("INSERT OR REPLACE INTO function_uploads (sha256, begun_at) VALUES (?1, ?2)").bind(sha256, now),
    ]);
    for (let part = 0; part < count; part++) {
      const piece = zip.subarray(part * PIECE_BYTES, (part + 1) * PIECE_BYTES);
      const text = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString("base64");
      // One at a time: a request to D1 is held in memory as text.
      await db
        .prepare("INSERT OR IGNORE INTO function_code (sha256, part, body) VALUES (?1, ?2, ?3)")
        .bind(sha256, part, text)
        .run();
    }
  }
}

/** Reads an archive of so many bytes. @throws Error where it is not there as a whole. */
export async function readFunctionCode(db: D1Database, sha256: string, bytes: number): Promise<Uint8Array> {
  const zip = new Uint8Array(bytes);
  for (let part = 0; part < pieceCount(bytes); part++) {
    const row = await db
      .prepare("SELECT body FROM function_code WHERE sha256 = ?1 AND part = ?2")
      .bind(sha256, part)
      .first<{ body: string }>();
    if (!row) throw new Error(`the code ${sha256} lacks its piece ${part}`);
    zip.set(Buffer.from(row.body, "base64"), part * PIECE_BYTES);
  }
  return zip;
}
