import { createWorld } from '@atrium/testkit';
import { expect, test } from 'vitest';
import type { Read } from './ports/store.ts';

const LOBBY = 'private/lobby';
const containing = (what: string) => ({ containing: what });

/** A lobby in which ann has said something, and somebody else who asks; transactions are counted, and the reads of the first can be made to fail. */
async function lobby(fails: (text: string) => boolean = () => false) {
  const world = createWorld({ seed: 1 });
  const [ann, bob] = ['ann', 'bob'].map((who) => world.client(who)) as [ReturnType<typeof world.client>, ReturnType<typeof world.client>];
  for (const client of [ann, bob]) client.join(LOBBY);
  await world.run(ann.emit(LOBBY, 'post', { text: 'hello' }));
  await world.clock.advance(100);
  const transact = world.store.transact.bind(world.store);
  let transactions = 0;
  world.store.transact = (work) => {
    transactions += 1;
    const isFirst = transactions === 1;
    return transact((read, head) => {
      const failing: Read = (query) => (isFirst && fails(query.text) ? Promise.reject(new Error('the disk is away')) : read(query));
      return work(failing, head);
    });
  };
  /** How many lines there are, as the app asks in somebody's name: in the same turn as others. */
  const ask = async (who: string, what: string): Promise<number> => {
    const reply = await world.hub.query({ identity: { id: who, name: who, role: 'member' }, channel: LOBBY, name: 'lines', input: containing(what) });
    return (reply as { lines: unknown[] }).lines.length;
  };
  return { world, ann, bob, ask, transactions: () => transactions };
}

test('[QU1] what is asked at the same time is read in one transaction', async () => {
  const { world, ask, transactions } = await lobby();
  await using _ = world;
  const answers = await world.run(Promise.all(['ann', 'bob'].flatMap((who) => ['h', 'he', 'nothing'].map((what) => ask(who, what)))));
  expect(transactions()).toBe(1);
  expect(answers).toEqual([1, 1, 0, 1, 1, 0]);
});

test('[QU2] whoever asks after a command was answered sees what it did, whatever is being read', async () => {
  const { world, ann, bob } = await lobby();
  await using _ = world;
  for (let round = 0; round < 20; round++) {
    const others = bob.query(LOBBY, 'lines', containing(''));
    await world.clock.advance(round / 10);
    await world.run(ann.emit(LOBBY, 'post', { text: `round ${round}` }));
    const { reply } = await world.run(ann.query(LOBBY, 'lines', containing(`round ${round}`)));
    expect((reply as { lines: unknown[] }).lines).toHaveLength(1);
    await world.run(others);
  }
});

test('[QU3] what fails among others is read once more alone; what fails alone too is told to its asker', async () => {
  const { world, ask, transactions } = await lobby((text) => text.includes('private_lines'));
  await using _ = world;
  expect(await world.run(Promise.all([ask('ann', 'h'), ask('bob', 'h')]))).toEqual([1, 1]);
  expect(transactions()).toBe(3);

  const alone = await lobby((text) => text.includes('private_lines'));
  await using __ = alone.world;
  expect((await alone.world.run(alone.ann.query(LOBBY, 'lines', containing('h')))).error?.kind).toBe('internal');
});
