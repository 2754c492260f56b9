import { UnknownOutcome, sql } from '@atrium/server';
import { expect } from 'vitest';
import { add, appendOf, bodies, COMMITTED, effect, entry, event, insertRow, NOON, post, reply, rowsIn, answered, TERM, textsOf } from './drafts.ts';
import type { Check } from './registrar.ts';

export function appendChecks(check: Check): void {
  check('[ST2] offsets count on from the expected position, across entries and batches, and the head names the last one and its term', async (place) => {
    await using store = disposable(await place.open());
    expect(await store.append([appendOf('chat/a', [entry({ events: [event('1'), event('2')] }), post('3')])])).toEqual([COMMITTED]);
    expect(await store.append([appendOf('chat/a', [post('4')], { expected: [TERM, 3], fence: TERM })])).toEqual([COMMITTED]);
    const { events, head } = await store.read('chat/a', 0, { events: 10, bytes: 10_000 });
    expect(events.map(({ offset, body }) => [offset, body])).toEqual(bodies('1', '2', '3', '4').map((body, index) => [index + 1, body]));
    expect(head).toEqual([TERM, 4]);
  });

  check('[ST2] an event comes back with all that was given', async (place) => {
    await using store = disposable(await place.open());
    const given = event('hello', { version: 3, by: [4_294_967_295, 12], audience: '["ann"]', name: 'edited' });
    await add(store, 'chat/a', entry({ events: [given] }));
    expect((await store.read('chat/a', 0, { events: 1, bytes: 1 })).events).toEqual([{ ...given, offset: 1, term: TERM }]);
  });

  check('[ST3] appends take effect in the order of the calls, without waiting for one another', async (place) => {
    await using store = disposable(await place.open());
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) => store.append([appendOf('chat/a', [post(`${n}`)], n === 0 ? {} : { expected: [TERM, n], fence: TERM })])),
    );
    expect(outcomes.flat()).toEqual(Array.from({ length: 50 }, () => COMMITTED));
    expect((await store.load('chat/a')).head).toEqual([TERM, 50]);
  });

  check('[ST4] an entry whose rows fail changes nothing, nor do the later ones; those before it are committed', async (place) => {
    await using store = disposable(await place.open());
    const [outcome] = await store.append([
      appendOf('chat/a', [
        post('one', { rows: [insertRow('one')] }),
        post('two', { rows: [insertRow('two'), insertRow('one')], effects: [effect('remind', NOON)], answered: answered('tab', 0, reply(1, [TERM, 2])) }),
        post('three', { rows: [insertRow('three')] }),
      ]),
    ]);
    expect(outcome).toMatchObject({ kind: 'committed-to', entries: 1, error: expect.stringMatching(/unique/i) });
    expect(await textsOf(store, 'chat/a')).toEqual(bodies('one'));
    expect(await rowsIn(store)).toEqual(['one']);
    expect((await store.dueEffects(NOON, 10)).effects).toEqual([]);
    expect(await store.client({ identity: 'ann', client: 'tab', channel: 'chat/a' })).toBeUndefined();
    expect(await store.load('chat/a')).toMatchObject({ head: [TERM, 1], term: TERM });
  });

  check('[ST4] a failing first entry leaves the log empty', async (place) => {
    await using store = disposable(await place.open());
    const [outcome] = await store.append([appendOf('chat/a', [post('no', { rows: [sql`insert into nowhere values (1)`] })])]);
    expect(outcome).toMatchObject({ kind: 'committed-to', entries: 0 });
    expect(await textsOf(store, 'chat/a')).toEqual([]);
  });

  check('[ST5] the other channels of a batch are committed whatever becomes of one', async (place) => {
    await using store = disposable(await place.open());
    const outcomes = await store.append([
      appendOf('chat/a', [post('a')]),
      appendOf('chat/b', [post('b'), post('bad', { rows: [sql`insert into nowhere values (1)`] })]),
      appendOf('chat/c', [post('c')], { expected: ['9-other', 4] }),
      appendOf('chat/d', [post('d')]),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['committed', 'committed-to', 'fenced', 'committed']);
    expect([...(await store.heads(['chat/a', 'chat/b', 'chat/c', 'chat/d'])).values()].map(([, offset]) => offset)).toEqual([1, 1, 0, 1]);
  });

  check('[ST6] an owner whose fence or expected position is not the channel’s is fenced, and changes nothing', async (place) => {
    await using store = disposable(await place.open());
    await add(store, 'chat/a', post('one'));
    const attempts = [
      appendOf('chat/a', [post('x')]),
      appendOf('chat/a', [post('x')], { expected: [TERM, 1], term: '2-late', fence: '0' }),
      appendOf('chat/a', [post('x')], { expected: [TERM, 0], fence: TERM }),
      appendOf('chat/a', [post('x')], { expected: [TERM, 2], fence: TERM }),
      appendOf('chat/a', [post('x')], { expected: ['1-other', 1], fence: TERM }),
      appendOf('chat/new', [post('x')], { fence: '3-ghost' }),
    ];
    for (const attempt of attempts) expect(await store.append([attempt])).toEqual([{ kind: 'fenced' }]);
    expect(await textsOf(store, 'chat/a')).toEqual(bodies('one'));
    expect(await store.load('chat/new')).toEqual({ head: ['0', 0], term: '0', received: [] });
  });

  check('[ST6] the next owner takes the channel with its first append, and fences the one before', async (place) => {
    await using store = disposable(await place.open());
    await add(store, 'chat/a', post('one'));
    const second = { term: '2-second', fence: TERM } as const;
    expect(await store.append([appendOf('chat/a', [post('two')], { ...second, expected: [TERM, 1] })])).toEqual([COMMITTED]);
    expect(await store.append([appendOf('chat/a', [post('old')], { expected: ['2-second', 2], fence: TERM })])).toEqual([{ kind: 'fenced' }]);
    // It need not learn first that its own term stands there already.
    expect(await store.append([appendOf('chat/a', [post('three')], { ...second, expected: ['2-second', 2] })])).toEqual([COMMITTED]);
    const { events } = await store.read('chat/a', 0, { events: 10, bytes: 1000 });
    expect(events.map(({ term }) => term)).toEqual([TERM, '2-second', '2-second']);
  });

  check('[ST7] an entry without events takes the channel and leaves the head where it was', async (place) => {
    await using store = disposable(await place.open());
    await add(store, 'chat/a', post('one'));
    const refusal = entry({ answered: answered('tab', 0, reply(1, [TERM, 1], '{"error":{"kind":"refused"}}')) });
    expect(await store.append([appendOf('chat/a', [refusal], { expected: [TERM, 1], term: '2-second', fence: TERM })])).toEqual([COMMITTED]);
    expect(await store.load('chat/a')).toMatchObject({ head: [TERM, 1], term: '2-second' });
  });

  check('[ST8] when COMMIT fails the outcome is unknown to everyone in it, and the store goes on', async (place) => {
    await using store = disposable(await place.open());
    await add(store, 'chat/a', post('before'));
    const orphan = post('orphan', { rows: [sql`insert into suite_children (parent) values (77)`] });
    await expect(store.append([appendOf('chat/b', [post('b')]), appendOf('chat/c', [orphan])])).rejects.toThrow(UnknownOutcome);
    expect(await textsOf(store, 'chat/b')).toEqual([]);
    expect(await textsOf(store, 'chat/a')).toEqual(bodies('before'));
    expect(await add(store, 'chat/b', post('again'))).toEqual(COMMITTED);
    expect(await textsOf(store, 'chat/b')).toEqual(bodies('again'));
  });
}

/** Closes the store with its block. */
export function disposable<S extends { close(): Promise<void> }>(store: S): S & AsyncDisposable {
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
}
