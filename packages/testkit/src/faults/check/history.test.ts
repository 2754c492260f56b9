import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Journal } from '../journal.ts';
import { type Happened, readLines } from './history.ts';

test('[FC17] a line that was not finished says nothing, and those before it are there', () => {
  expect(readLines('{"t":"a"}\n{"t":"b"}\n{"t":"c","ch')).toEqual([{ t: 'a' }, { t: 'b' }]);
  expect(readLines('')).toEqual([]);
});

test('[FC17] a line that is broken in the middle is not passed over', () => {
  expect(() => readLines('{"t":"a"\n{"t":"b"}\n')).toThrow(SyntaxError);
});

test('[FC17] what is written down is in the file at once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atrium-journal-'));
  const file = join(folder, 'history.jsonl');
  const journal = new Journal<Happened>(file);
  journal.write({ t: 'started', client: 'ann.1', who: 'ann' });
  expect(readLines(readFileSync(file, 'utf8'))).toEqual([{ t: 'started', client: 'ann.1', who: 'ann' }]);
  journal.close();
  rmSync(folder, { recursive: true });
});
