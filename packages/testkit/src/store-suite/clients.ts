import { expect } from 'vitest';
import { disposable } from './append.ts';
import { add, answered, DAY_MS, entry, HOUR_MS, NOON, post, reply, TERM } from './drafts.ts';
import type { Check } from './registrar.ts';

const keyOf = (client: string, channel = 'chat/a', identity = 'ann') => ({ identity, client, channel });

export function clientChecks(check: Check): void {
  check('[ST18] a client’s row and replies are known, by identity, client and channel, until they are settled', async (place) => {
    await using store = disposable(await place.open());
    await add(store, 'chat/a', post('1', { answered: answered('tab', 0, reply(1, [TERM, 1])) }));
    await add(store, 'chat/a', post('2', { answered: answered('tab', 0, reply(2, [TERM, 2])) }));
    expect(await store.client(keyOf('tab'))).toEqual({ last: 2, settled: 0, tag: 7, replies: [reply(1, [TERM, 1]), reply(2, [TERM, 2])] });

    await add(store, 'chat/a', entry({ answered: answered('tab', 1, reply(3, [TERM, 2], '{"error":{"kind":"refused"}}')) }));
    expect(await store.client(keyOf('tab'))).toEqual({
      last: 3,
      settled: 1,
      tag: 7,
      replies: [reply(2, [TERM, 2]), reply(3, [TERM, 2], '{"error":{"kind":"refused"}}')],
    });

    for (const other of [keyOf('tab', 'chat/b'), keyOf('tab', 'chat/a', 'bob'), keyOf('other')]) expect(await store.client(other)).toBeUndefined();
  });

  check('[ST19] at most 64 clients of an identity are kept in a channel: the oldest with nothing unsettled goes first', async (place) => {
    let now = NOON;
    await using store = disposable(await place.open({ clock: () => now }));
    // The very oldest has an unsettled reply, the second oldest has none.
    await add(store, 'chat/a', entry({ answered: answered('waiting', 0, reply(1, [TERM, 0])) }));
    for (let n = 1; n < 65; n += 1) {
      now += HOUR_MS;
      await add(store, 'chat/a', entry({ answered: answered(`tab-${n}`, 1, reply(1, [TERM, 0])) }));
    }
    await add(store, 'chat/b', entry({ answered: answered('elsewhere', 1, reply(1, [TERM, 0])) }));
    const known = async (client: string) => (await store.client(keyOf(client))) !== undefined;
    expect(await known('tab-1')).toBe(false);
    expect(await Promise.all(['waiting', 'tab-2', 'tab-64'].map(known))).toEqual([true, true, true]);

    // All have something unsettled: then it is the oldest.
    for (let n = 2; n < 65; n += 1) await add(store, 'chat/a', entry({ answered: answered(`tab-${n}`, 1, reply(2, [TERM, 0])) }));
    await add(store, 'chat/a', entry({ answered: answered('newest', 0, reply(1, [TERM, 0])) }));
    expect(await Promise.all(['waiting', 'tab-2', 'tab-64', 'newest'].map(known))).toEqual([false, true, true, true]);
  });

  check('[ST20] a client that was not heard of for 90 days is forgotten, with its replies', async (place) => {
    let now = NOON;
    await using store = disposable(await place.open({ clock: () => now }));
    await add(store, 'chat/a', entry({ answered: answered('tab', 0, reply(1, [TERM, 0])) }));
    now += 90 * DAY_MS;
    expect(await store.client(keyOf('tab'))).toMatchObject({ last: 1 });
    now += 1;
    expect(await store.client(keyOf('tab'))).toBeUndefined();
    await add(store, 'chat/a', entry({ answered: answered('tab', 4, reply(5, [TERM, 0]), { tag: 8 }) }));
    expect(await store.client(keyOf('tab'))).toEqual({ last: 5, settled: 4, tag: 8, replies: [reply(5, [TERM, 0])] });
  });
}
