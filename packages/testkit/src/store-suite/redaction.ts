import { sql } from '@atrium/server';
import { expect, vi } from 'vitest';
import { disposable } from './append.ts';
import { add, answered, bodies, COMMITTED, entry, event, post, reply, TERM, textsOf } from './drafts.ts';
import type { StorePlace } from './place.ts';
import type { Check } from './registrar.ts';

/** What the dialog promises to who deletes. */
const GONE_WITHIN_MS = 5_000;
const SECRET = 'The-salmon-flies-at-midnight';
const gone = (place: StorePlace) => vi.waitFor(async () => expect(await place.holds(SECRET)).toBe(false), { timeout: GONE_WITHIN_MS, interval: 100 });
const deleted = (offsets: readonly number[]) => entry({ events: [event('deleted', { name: 'deleted' })], redacts: offsets });

export function redactionChecks(check: Check): void {
  check('[ST26] redacted events keep offset, name, time and maker, and lose their body, in the transaction of the event that says so', async (place) => {
    await using store = disposable(await place.open());
    await add(store, 'chat/a', entry({ events: [event('secret', { by: [7, 1] })] }), post('stays'), post('edited secret'));
    await add(store, 'chat/b', post('other channel'));
    const failing = await add(store, 'chat/a', { ...deleted([1]), rows: [sql`insert into nowhere values (1)`] });
    expect(failing).toMatchObject({ kind: 'committed-to', entries: 0 });
    expect(await textsOf(store, 'chat/a')).toEqual(bodies('secret', 'stays', 'edited secret'));

    expect(await add(store, 'chat/a', deleted([1, 3, 99]))).toEqual(COMMITTED);
    expect(await textsOf(store, 'chat/a')).toEqual([null, ...bodies('stays'), null, ...bodies('deleted')]);
    expect(await textsOf(store, 'chat/b')).toEqual(bodies('other channel'));
    expect((await store.read('chat/a', 0, { events: 1, bytes: 1 })).events).toEqual([{ ...event('', { by: [7, 1] }), body: null, offset: 1, term: TERM }]);
  });

  check('[ST27] stored replies of the commands that made them lose their content and stay answers; refusals and other replies stay', async (place) => {
    await using store = disposable(await place.open());
    const secret = '{"reply":{"text":"secret"}}';
    const refusal = '{"error":{"kind":"refused","code":"too-long"}}';
    await add(
      store,
      'chat/a',
      // Two events: the reply names the second, the deletion the first.
      entry({ events: [event('secret', { by: [7, 1] }), event('counted', { by: [7, 1] })], answered: answered('tab', 0, reply(1, [TERM, 2], secret)) }),
      entry({ answered: answered('tab', 0, reply(2, [TERM, 2], refusal)) }),
      entry({ events: [event('mine', { by: [8, 1] })], answered: answered('phone', 0, reply(1, [TERM, 3], '{"reply":{"text":"mine"}}'), { tag: 8 }) }),
    );
    await add(store, 'chat/a', deleted([1, 2]));
    const repliesOf = async (client: string) => (await store.client({ identity: 'ann', client, channel: 'chat/a' }))?.replies;
    expect(await repliesOf('tab')).toEqual([reply(1, [TERM, 2], '{"reply":null}'), reply(2, [TERM, 2], refusal)]);
    expect(await repliesOf('phone')).toEqual([reply(1, [TERM, 3], '{"reply":{"text":"mine"}}')]);
  });

  check('[ST28] within 5 s the text is nowhere in what the store keeps, the replies included, with nothing else going on', async (place) => {
    await using store = disposable(await place.open());
    const long = `${SECRET}-${'and on '.repeat(3_000)}${SECRET}-end`;
    for (let n = 0; n < 40; n += 1) await add(store, 'chat/a', post(`${SECRET}-${n} ${'x'.repeat(n * 20)}`), post(`harmless ${n}`));
    await add(store, 'chat/a', entry({ events: [event(long)], answered: answered('tab', 0, reply(1, [TERM, 81], JSON.stringify({ reply: SECRET }))) }));
    expect(await place.holds(SECRET)).toBe(true);
    await add(store, 'chat/a', deleted([81, ...Array.from({ length: 40 }, (_, n) => 2 * n + 1)]));
    await gone(place);
    expect(await textsOf(store, 'chat/a')).toContain(JSON.stringify({ text: 'harmless 39' }));
  });

  check('[ST28] the same while reads overlap, so that there is never a moment without one', async (place) => {
    await using store = disposable(await place.open());
    await add(store, 'chat/a', post(SECRET));
    let reading = true;
    const overlapping = (async () => {
      let endOther: () => void = () => undefined;
      const all: Promise<unknown>[] = [];
      for (let n = 0; reading; n += 1) {
        await add(store, 'chat/busy', post(`${n}`));
        const { promise: hold, resolve: end } = Promise.withResolvers<void>();
        const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
        all.push(
          store.transact(async (read) => {
            await read(sql`select max(id) from events`);
            begin();
            await hold;
          }),
        );
        await begun;
        endOther();
        endOther = end;
      }
      endOther();
      await Promise.all(all);
    })();
    await add(store, 'chat/a', deleted([1]));
    await gone(place).finally(() => {
      reading = false;
    });
    await overlapping;
  });

  check('[ST28] and what a closed store leaves behind does not hold it either', async (place) => {
    const store = await place.open();
    await add(store, 'chat/a', post(SECRET));
    await add(store, 'chat/a', deleted([1]));
    await store.close();
    expect(await place.holds(SECRET)).toBe(false);
  });
}
