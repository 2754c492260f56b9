import { keyOf } from '@atrium/server';
import { expect } from 'vitest';
import { disposable } from './append.ts';
import { add, appendOf, COMMITTED, DAY_MS, effect, entry, event, NOON, post, TERM } from './drafts.ts';
import type { Check } from './registrar.ts';

const key = (offset: number, index = 0, channel = 'chat/a') => ({ channel, term: TERM, offset, index });

export function effectChecks(check: Check): void {
  check('[ST21] effects are kept with their entry, keyed by the event that asked for them, and come due oldest first', async (place) => {
    await using store = disposable(await place.open());
    await add(store, 'chat/a', post('1'));
    await add(
      store,
      'chat/a',
      entry({ events: [event('2'), event('3')], effects: [effect('late', NOON + 5, { event: 1 }), effect('later', NOON + 9, { event: 1, index: 1 })] }),
      post('4', { effects: [effect('first', NOON, { target: 'app', body: '{"a":1}' })] }),
    );
    expect(await store.dueEffects(NOON - 1, 10)).toEqual({ effects: [], nextDue: NOON });
    const { effects, nextDue } = await store.dueEffects(NOON + 5, 10);
    expect(effects).toEqual([
      { ...key(4), target: 'app', name: 'first', body: '{"a":1}', due: NOON, tries: 0 },
      { ...key(3), target: 'chat/target', name: 'late', body: '{}', due: NOON + 5, tries: 0 },
    ]);
    expect(nextDue).toBe(NOON + 9);
    // What is due beyond the limit is the next one.
    expect(await store.dueEffects(NOON + 9, 1)).toMatchObject({ effects: [{ name: 'first' }], nextDue: NOON + 5 });
  });

  check('[ST22] an effect that was carried out is forgotten; one to be tried again is put off and counts its tries', async (place) => {
    await using store = disposable(await place.open());
    await add(store, 'chat/a', post('1', { effects: [effect('done', NOON), effect('again', NOON, { index: 1 })] }));
    await store.settleEffects([key(1)], [{ key: key(1, 1), due: NOON + 50 }]);
    expect(await store.dueEffects(NOON + 49, 10)).toEqual({ effects: [], nextDue: NOON + 50 });
    expect((await store.dueEffects(NOON + 50, 10)).effects).toMatchObject([{ name: 'again', due: NOON + 50, tries: 1 }]);
    await store.settleEffects([key(1, 1), key(99)], []);
    expect(await store.dueEffects(NOON + 50, 10)).toEqual({ effects: [], nextDue: undefined });
  });

  check('[ST23] a timer replaces the one of its name in its channel, and is called off by name', async (place) => {
    await using store = disposable(await place.open());
    const timed = (name: string, due: number) => effect(name, due, { timer: 'remind' });
    await add(store, 'chat/a', post('1', { effects: [timed('old', NOON)] }));
    await add(store, 'chat/b', post('1', { effects: [timed('theirs', NOON)] }));
    await add(store, 'chat/a', post('2', { effects: [timed('new', NOON + 1)] }));
    const due = async () => (await store.dueEffects(NOON + 9, 10)).effects.map(({ name }) => name);
    expect(await due()).toEqual(['theirs', 'new']);
    await add(store, 'chat/a', post('3', { cancels: ['remind', 'unknown'] }));
    expect(await due()).toEqual(['theirs']);
    await add(store, 'chat/a', post('4', { effects: [timed('other', NOON)] }), post('5', { cancels: ['remind'], effects: [timed('newest', NOON + 2)] }));
    expect(await due()).toEqual(['theirs', 'newest']);
    // The one that was replaced is acknowledged late: the new one stays.
    await store.settleEffects([key(4)], []);
    expect(await due()).toEqual(['theirs', 'newest']);
  });

  check('[ST24] the target remembers an effect with what it decided; the same one a second time fails', async (place) => {
    await using store = disposable(await place.open());
    await add(store, 'chat/a', post('ask', { effects: [effect('say', NOON)] }));
    const received = key(1);
    expect(await add(store, 'chat/b', post('said', { received }))).toEqual(COMMITTED);
    expect((await store.load('chat/b')).received).toEqual([keyOf(received)]);
    expect((await store.load('chat/a')).received).toEqual([]);
    expect(await add(store, 'chat/b', post('said twice', { received }))).toMatchObject({ kind: 'committed-to', entries: 0 });
    // An entry that fails is not remembered.
    const [outcome] = await store.append([appendOf('chat/c', [post('no', { received, rows: [{ text: 'insert into nowhere values (1)', values: [] }] })])]);
    expect(outcome).toMatchObject({ kind: 'committed-to' });
    expect((await store.load('chat/c')).received).toEqual([]);
  });

  check('[ST25] it is remembered until a day after the source’s acknowledgement, however long that takes', async (place) => {
    let now = NOON;
    await using store = disposable(await place.open({ clock: () => now }));
    await add(store, 'chat/a', post('ask', { effects: [effect('one', NOON), effect('two', NOON, { index: 1 })] }));
    await add(store, 'chat/b', post('1', { received: key(1) }), post('2', { received: key(1, 1) }));
    const remembered = async () => (await store.load('chat/b')).received;
    now += 30 * DAY_MS;
    await store.settleEffects([key(1)], []);
    now += DAY_MS;
    await store.settleEffects([], []);
    expect(await remembered()).toEqual([keyOf(key(1)), keyOf(key(1, 1))]);
    now += 1;
    await store.settleEffects([], []);
    expect(await remembered()).toEqual([keyOf(key(1, 1))]);
  });
}
