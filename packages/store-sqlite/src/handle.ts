import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';

/** An external tool may look into the database; it is waited for, not tripped over. */
export const BUSY_MS = 5_000;
/** After a checkpoint the WAL is cut to this, so that one flood does not leave a big file for ever. */
const JOURNAL_KEPT_BYTES = 16 * 1024 * 1024;
/** Statements kept prepared per handle: all of the engine's and a kind's, with room for those that are put together as they go. */
const STATEMENTS_KEPT = 400;

/** One SQLite connection with its prepared statements. It lives in a worker thread. */
export class Handle {
  readonly db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.db = db;
  }

  /** The prepared statement for this text; the least recently used one makes room. */
  prepare(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known) {
      // Only a full cache needs an order: until then a hit costs one look-up.
      if (this.#statements.size === STATEMENTS_KEPT) {
        this.#statements.delete(text);
        this.#statements.set(text, known);
      }
      return known;
    }
    const fresh = this.db.prepare(text);
    if (this.#statements.size === STATEMENTS_KEPT) {
      const [oldest] = this.#statements.keys();
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    this.#statements.set(text, fresh);
    return fresh;
  }

  rollback(): void {
    // A full disk or a failed read may have ended the transaction already.
    if (this.db.isTransaction) this.db.exec('rollback');
  }

  close(): void {
    this.#statements.clear();
    if (this.db.isOpen) this.db.close();
  }
}

/**
 * FULL: an acknowledged commit survives a lost plug. secure_delete: what is deleted is overwritten, not only unlinked. Sorting happens in
 * memory, so that no text gets into a temporary file outside the folder.
 */
export function configureWriter(db: DatabaseSync): void {
  db.exec(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma secure_delete = on;
    pragma foreign_keys = on;
    pragma temp_store = memory;
    pragma journal_size_limit = ${JOURNAL_KEPT_BYTES};
  `);
}

export function openReader(file: string): Handle {
  const db = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS });
  db.exec('pragma query_only = on; pragma temp_store = memory;');
  return new Handle(db);
}
