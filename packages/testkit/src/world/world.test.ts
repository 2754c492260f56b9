import { expect, test } from 'vitest';
import { createWorld } from './world.ts';

test('[WO1] a command travels, is on disk, and is shown to everyone', async () => {
  await using world = createWorld({ seed: 1 });
  const ann = await world.join('ann', 'private/lobby');
  const bob = await world.join('bob', 'private/lobby');
  expect(await world.run(ann.emit('private/lobby', 'post', { text: 'hello' }))).toEqual({ ordinal: 1 });
  await world.clock.advance(50);
  expect(world.log('private/lobby')).toHaveLength(1);
  expect(bob.channel('private/lobby').view).toEqual({ lines: [{ o: 1, name: 'posted', who: 'ann', text: 'hello' }] });
  expect(world.violations).toEqual([]);
  expect(world.logged).toEqual([]);
});
