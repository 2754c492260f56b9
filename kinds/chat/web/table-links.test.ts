import { expect, test } from 'vitest';
import { commandIn } from './commanding.ts';
import { readMarkdown } from './markdown.ts';
import { destinationOf } from './safe-href.ts';
import { tableLinks } from './table-links.ts';

const ORIGIN = 'http://atrium.test';
const linksIn = (text: string) => tableLinks(readMarkdown(text, ORIGIN)).map(({ room, ref }) => `${room} ${ref}`);

test('[CW40] a command alone is carried out; a path, a sentence and an unknown word are said', () => {
  const done: string[] = [];
  const commands = new Map([['market', () => void done.push('market')]]);
  commandIn('/market', commands)?.();
  expect(done).toEqual(['market']);
  for (const said of ['/market please', ' /market', '/etc/market', '/nothing', '/constructor', 'market', '/Market', '//market'])
    expect(commandIn(said, commands), said).toBeUndefined();
  expect(commandIn('/market', undefined)).toBeUndefined();
});

test('[CW41] what a message links on tables, wherever in it, each thing once', () => {
  expect(linksIn(`Look: ${ORIGIN}/r/quay#market and ${ORIGIN}/r/quay#market, and **[this](${ORIGIN}/r/ferries#board-lotta)**`)).toEqual([
    'quay market',
    'ferries board-lotta',
  ]);
  expect(linksIn(`- [one](/r/quay#market)\n- two\n\n> ${ORIGIN}/r/pier#market`)).toEqual(['quay market', 'pier market']);
  expect(linksIn(`${ORIGIN}/r/quay#12 ${ORIGIN}/r/quay \`${ORIGIN}/r/quay#market\` https://elsewhere.test/r/quay#market`)).toEqual([]);
});

test('[CW41] the address of something on a table is a place in this client, and what looks like one is not', () => {
  expect(destinationOf(`${ORIGIN}/r/quay#market`, ORIGIN)).toEqual({ to: 'room', href: '/r/quay#market', room: 'quay', ref: 'market' });
  for (const other of ['/r/quay#Market', '/r/quay#-x', `/r/quay#${'x'.repeat(65)}`, '/r/quay#a b', '/r/quay#a/b'])
    expect(destinationOf(ORIGIN + other, ORIGIN), other).toMatchObject({ to: 'web' });
});
