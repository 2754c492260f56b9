/** What a violation counts as in the verdict. */
export type Sort = 'lost' | 'duplicated' | 'reordered' | 'leaked' | 'uncommitted' | 'diverged';

export interface Violation {
  /** Rule of SPEC.md. */
  readonly rule: string;
  readonly sort: Sort;
  readonly what: string;
  /** The entries of histories and log that show it. */
  readonly entries: readonly unknown[];
}
