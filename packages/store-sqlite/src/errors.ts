/** What went wrong, so that a program can decide; the message says what happened and what to do, for a person. */
export type StoreErrorCode =
  /** Another program has the folder. */
  | 'locked'
  /** The database was written by a newer program. */
  | 'newer'
  /** The file is not readable as the database that it was. */
  | 'damaged'
  /** A step of the schema failed; the database is as before. */
  | 'migration'
  /** The folder, or a file in it, cannot be opened or written. */
  | 'not-writable'
  /** The disk is full. */
  | 'full'
  /** There is no database where one was expected. */
  | 'absent'
  /** The file that a backup should become is there already. */
  | 'exists'
  /** A row is not as the schema demands (unique, not null, foreign key). */
  | 'constraint'
  /** The SQL is wrong, or its values. */
  | 'statement'
  /** A read tried to change something. */
  | 'read-only'
  /** A read transaction was open for longer than it may be. */
  | 'too-long'
  | 'closed';

/** A refusal of the store, other than an outcome of `append`. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** COMMIT itself failed. It crosses to the main thread by its code and becomes the port's UnknownOutcome there. */
export class CommitFailed extends Error {
  override readonly name = 'CommitFailed';
}

/** SQLite's primary result codes that say something of the disk or the file, not of the statement. https://sqlite.org/rescode.html */
const NO_MEMORY = 7;
const READ_ONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const CONSTRAINT = 19;
const NOT_A_DATABASE = 26;
const BUSY = 5;

/** The primary code of an error that SQLite gave; undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

/** The extended code of a write that failed for another reason than a full disk, such as a quota. */
const WRITE_FAILED = IO_ERROR | (3 << 8);

/**
 * COMMIT writes the changes into the WAL, that which makes them count last, and then flushes it. What fails in writing never counted, and
 * SQLite has rolled it back; only of what fails in flushing is it unknown. On a full disk it is always COMMIT that fails.
 */
export const tookNothing = (error: unknown): boolean =>
  sqliteCode(error) === FULL || (error instanceof Error && 'errcode' in error && error.errcode === WRITE_FAILED);

export const isBusy = (error: unknown): boolean => sqliteCode(error) === BUSY;

/** The disk, the file or the memory: no entry's fault, so nobody is refused for it. */
export function isEnvironment(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && [BUSY, NO_MEMORY, READ_ONLY, IO_ERROR, CORRUPT, FULL, CANNOT_OPEN, NOT_A_DATABASE].includes(code);
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Why nothing could be written, for everyone. */
export function inWords(error: unknown): string {
  switch (error instanceof StoreError ? error.code : sqliteCode(error)) {
    case FULL:
    case 'full':
      return 'the disk is full';
    case CORRUPT:
    case NOT_A_DATABASE:
    case 'damaged':
      return 'the database is damaged';
    default:
      return 'the database cannot be written';
  }
}

/** Names what SQLite said for somebody who runs the program. `file` is the database's path. */
export function toStoreError(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error;
  const said = messageOf(error);
  switch (sqliteCode(error)) {
    case FULL:
      return new StoreError('full', `The disk that holds ${file} is full. Make room: nothing is lost, and writing goes on by itself.`);
    case READ_ONLY:
      return new StoreError('not-writable', `${file} cannot be written (${said}). Give the program write access to the file and its folder.`);
    case CANNOT_OPEN:
    case IO_ERROR:
      return new StoreError('not-writable', `${file} cannot be opened or written (${said}). Look at the folder's owner and the disk's health.`);
    case CORRUPT:
    case NOT_A_DATABASE:
      return damaged(file, said);
    case CONSTRAINT:
      return new StoreError('constraint', said);
    default:
      return new StoreError('statement', said);
  }
}

export const damaged = (file: string, finding: string): StoreError =>
  new StoreError(
    'damaged',
    `${file} is damaged (${finding}). Nothing was changed. Keep a copy of the folder, then put the newest backup in the file's place and start again.`,
  );
