import { expect, vi } from 'vitest';
import { disposable } from './append.ts';
import { add, answered, appendOf, bodies, COMMITTED, entry, event, insertRow, post, reply, rowsIn, TERM, textsOf } from './drafts.ts';
import type { StorePlace } from './place.ts';
import type { Check } from './registrar.ts';

/** What the dialog promises to who deletes. */
const GONE_WITHIN_MS = 5_000;
const SECRET = 'The-herring-swims-at-noon';
const state = (text: string, version = 1) => ({ version, body: new Uint8Array(Buffer.from(text)) });
const gone = (place: StorePlace, text = SECRET) =>
  vi.waitFor(async () => expect(await place.holds(text)).toBe(false), { timeout: GONE_WITHIN_MS, interval: 100 });
const offsets = async (store: Awaited<ReturnType<StorePlace['open']>>, after = 0) =>
  (await store.read('chat/a', after, { events: 100, bytes: 1_000_000 })).events.map(({ offset }) => offset);

export function checkpointChecks(check: Check): void {
  check('[ST33] a checkpoint is kept with its entry, named by the last event then, and the next one replaces it', async (place) => {
    await using store = disposable(await place.open());
    expect(await store.load('chat/a')).not.toHaveProperty('checkpoint');
    await add(store, 'chat/a', post('1'), entry({ events: [event('2'), event('3')], checkpoint: state('three') }), post('4'));
    expect((await store.load('chat/a')).checkpoint).toEqual({ ...state('three'), at: [TERM, 3] });
    expect((await store.load('chat/b')).checkpoint).toBeUndefined();

    // By another owner, with an entry that has no events: the position stays that of the event before.
    const refusal = entry({ answered: answered('tab', 0, reply(1, [TERM, 4])), checkpoint: state('four', 2) });
    expect(await store.append([appendOf('chat/a', [refusal], { expected: [TERM, 4], term: '2-second', fence: TERM })])).toEqual([COMMITTED]);
    expect((await store.load('chat/a')).checkpoint).toEqual({ ...state('four', 2), at: [TERM, 4] });
    expect(
      await store.append([appendOf('chat/a', [post('5', { checkpoint: state('five') })], { expected: [TERM, 4], term: '2-second', fence: TERM })]),
    ).toEqual([COMMITTED]);
    expect((await store.load('chat/a')).checkpoint).toEqual({ ...state('five'), at: ['2-second', 5] });
  });

  check('[ST33] that of an entry that fails is not kept, and the one before stays', async (place) => {
    await using store = disposable(await place.open());
    await add(store, 'chat/a', post('1', { checkpoint: state('one') }));
    const bad = post('2', { rows: [insertRow('x'), insertRow('x')], checkpoint: state('two') });
    expect(await add(store, 'chat/a', bad)).toMatchObject({ kind: 'committed-to', entries: 0 });
    expect((await store.load('chat/a')).checkpoint).toEqual({ ...state('one'), at: [TERM, 1] });
  });

  check('[ST34] a deletion takes the checkpoint from before it along; one that it brings takes its place', async (place) => {
    await using store = disposable(await place.open());
    const deleted = (offset: number) => entry({ events: [event('deleted', { name: 'deleted' })], redacts: [offset] });
    await add(store, 'chat/a', post(SECRET), post('2', { checkpoint: state(`${SECRET} and 2`) }));
    await add(store, 'chat/b', post('other', { checkpoint: state('other') }));
    await add(store, 'chat/a', deleted(1));
    expect((await store.load('chat/a')).checkpoint).toBeUndefined();
    expect((await store.load('chat/b')).checkpoint).toMatchObject(state('other'));
    await gone(place);

    await add(store, 'chat/a', post(SECRET, { checkpoint: state(`2 and ${SECRET}`) }));
    await add(store, 'chat/a', { ...deleted(4), checkpoint: state('2') });
    expect((await store.load('chat/a')).checkpoint).toEqual({ ...state('2'), at: [TERM, 5] });
    await gone(place);
  });

  check('[ST34] where the log was trimmed it has to bring one, or it fails: the channel could never be loaded again', async (place) => {
    await using store = disposable(await place.open());
    await add(store, 'chat/a', post('1'), post('2', { checkpoint: state('two') }), post('3'));
    await store.trim('chat/a', 1, 10);
    const deletion = entry({ events: [event('deleted')], redacts: [3] });
    expect(await add(store, 'chat/a', deletion)).toMatchObject({ kind: 'committed-to', entries: 0, error: expect.stringMatching(/checkpoint/) });
    expect(await textsOf(store, 'chat/a')).toEqual(bodies('2', '3'));
    expect(await add(store, 'chat/a', { ...deletion, checkpoint: state('four') })).toEqual(COMMITTED);
    expect(await textsOf(store, 'chat/a')).toEqual([...bodies('2'), null, ...bodies('deleted')]);
  });

  check('[ST35] trimming takes the oldest events, at most so many at once, never past the checkpoint, and says how many', async (place) => {
    await using store = disposable(await place.open());
    expect(await store.trim('chat/a', 10, 10)).toBe(0);
    await add(store, 'chat/a', ...['1', '2', '3', '4', '5'].map((text) => post(text)));
    await add(store, 'chat/b', post('other', { checkpoint: state('other') }));
    expect(await store.trim('chat/a', 10, 10)).toBe(0);
    await add(store, 'chat/a', post('6', { checkpoint: state('six') }), post('7'), post('8'));
    expect(await store.trim('chat/a', 4, 3)).toBe(3);
    expect(await offsets(store)).toEqual([4, 5, 6, 7, 8]);
    expect(await store.trim('chat/a', 4, 3)).toBe(1);
    expect(await store.trim('chat/a', 4, 3)).toBe(0);
    expect(await store.trim('chat/a', 8, 10)).toBe(2);
    expect(await offsets(store)).toEqual([7, 8]);
    expect(await offsets(store, 7)).toEqual([8]);
    expect((await store.read('chat/b', 0, { events: 1, bytes: 1 })).events).toHaveLength(1);
  });

  check('[ST35] head, fence, replies, rows and effects stay, also when all events went, and the log goes on', async (place) => {
    const first = await place.open();
    await add(
      first,
      'chat/a',
      post('1', { rows: [insertRow('kept')], answered: answered('tab', 0, reply(1, [TERM, 1])) }),
      post('2', { checkpoint: state('two') }),
    );
    expect(await first.trim('chat/a', 2, 10)).toBe(2);
    await first.close();

    await using store = disposable(await place.open());
    expect(await store.load('chat/a')).toEqual({ head: [TERM, 2], term: TERM, received: [], checkpoint: { ...state('two'), at: [TERM, 2] } });
    expect((await store.heads(['chat/a'])).get('chat/a')).toEqual([TERM, 2]);
    expect(await store.read('chat/a', 0, { events: 9, bytes: 9 })).toEqual({ events: [], head: [TERM, 2] });
    expect((await store.client({ identity: 'ann', client: 'tab', channel: 'chat/a' }))?.replies).toEqual([reply(1, [TERM, 1])]);
    expect(await rowsIn(store)).toEqual(['kept']);
    expect(await add(store, 'chat/a', post('3'))).toEqual(COMMITTED);
    expect(await offsets(store)).toEqual([3]);
  });

  check('[ST36] within 5 s nothing of trimmed events and replaced checkpoints is in what the store keeps', async (place) => {
    await using store = disposable(await place.open());
    for (let n = 1; n <= 60; n += 1) {
      const text = n <= 40 ? `${SECRET}-${n} ${'x'.repeat(n * 200)}` : `harmless ${n}`;
      await add(
        store,
        'chat/a',
        entry({ events: [event(text, { audience: `["${n <= 40 ? SECRET : 'ann'}"]` })], ...(n % 10 === 0 && { checkpoint: state(text) }) }),
      );
      await add(store, 'chat/b', post(`neighbour ${n}`));
    }
    expect(await place.holds(SECRET)).toBe(true);
    expect(await store.trim('chat/a', 40, 100)).toBe(40);
    await gone(place);
    expect(await textsOf(store, 'chat/b')).toHaveLength(60);
  });
}
