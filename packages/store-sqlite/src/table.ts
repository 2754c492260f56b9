import type { Row, SqlValue } from '@atrium/server';
import type { StatementSync } from 'node:sqlite';
import type { Cell, Cells, Table } from './calls.ts';

/** The rows of a statement as arrays of values, in the order of its columns. */
export function rowsOf(statement: StatementSync, values: Cells): readonly Cells[] {
  statement.setReturnArrays(true);
  try {
    return statement.all(...values).map((row) => Object.values(row));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // An integer that a number cannot hold exactly: read all as bigint, and give back as numbers those that fit.
    statement.setReadBigInts(true);
    try {
      return statement.all(...values).map((row) => Object.values(row).map(narrow));
    } finally {
      statement.setReadBigInts(false);
    }
  }
}

const narrow = (value: Cell): Cell => (typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value);

export const tableOf = (statement: StatementSync, values: Cells): Table => [statement.columns().map(({ name }) => name), rowsOf(statement, values)];

/** The main thread's side: rows by their column names. */
export function fromTable([columns, rows]: Table): readonly Row[] {
  return rows.map((values) => {
    const row: Record<string, SqlValue> = {};
    for (const [index, column] of columns.entries()) row[column] = values[index] ?? null;
    return row;
  });
}
