import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Client } from './client.ts';
import { memoryOutbox } from './outbox/memory.ts';
import { settle } from './testing/fake-clock.ts';
import { MiniHub } from './testing/mini-hub.ts';
import { notes, texts } from './testing/notes.ts';
import { World } from './testing/world.ts';

const step = fc.oneof(
  { weight: 4, arbitrary: fc.constant('emit' as const) },
  { weight: 1, arbitrary: fc.constant('emit-refused' as const) },
  { weight: 2, arbitrary: fc.constant('somebody' as const) },
  { weight: 6, arbitrary: fc.constant('take' as const) },
  { weight: 6, arbitrary: fc.constant('deliver' as const) },
  { weight: 2, arbitrary: fc.constant('cut' as const) },
  { weight: 1, arbitrary: fc.constant('restart' as const) },
);

test('[CL2] whatever is cut, delayed and restarted between deliveries, every command takes effect once and in order, and the view is the fold of the log', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 150, size: 'max' }), async (steps) => {
      const world = new World();
      const hub = new MiniHub(() => world.clock.now());
      world.onSocket = (socket) => void setImmediate(() => hub.accept(socket));
      const outbox = memoryOutbox();
      let client: Client = world.client({ outbox, identity: 'ann' });
      let channel = client.channel(notes, 'one');
      const given: string[] = [];
      const answers = new Map<string, number>();
      const emit = (text: string): void => {
        given.push(text);
        channel.emit('add', { text }).then(
          ({ count }) => {
            answers.set(text, count);
            // It resolves when it is shown.
            expect(texts(channel.confirmed)).toContain(text);
          },
          () => {},
        );
      };
      for (const what of steps) {
        if (what === 'emit') emit(`note ${given.length}`);
        else if (what === 'emit-refused') emit(`refuse ${given.length}`);
        else if (what === 'somebody') hub.happen(`other ${hub.log.length}`);
        else if (what === 'take') for (let message = 0; message < 3; message++) hub.take();
        else if (what === 'deliver') for (let message = 0; message < 3; message++) hub.deliver();
        else if (what === 'cut') for (const socket of hub.open) hub.cut(socket);
        else {
          await client.close();
          for (const socket of hub.open) hub.cut(socket);
          client = world.client({ outbox, identity: 'ann' });
          channel = client.channel(notes, 'one');
        }
        await settle();
        world.clock.turn(100);
        // What is confirmed is always a beginning of the log, and never goes beyond it.
        const confirmed = texts(channel.confirmed);
        if (confirmed) expect(confirmed).toEqual(hub.log.slice(0, confirmed.length).map(({ text }) => text));
      }
      // Longer than a wait for the next connection, shorter than a heartbeat.
      let quiet = 0;
      for (let round = 0; quiet < 8 && round < 500; round++) {
        quiet += 1;
        while (hub.take() || hub.deliver()) quiet = 0;
        world.clock.turn(1_000);
        await settle();
      }
      expect(quiet).toBe(8);
      const own = hub.log.map(({ text }) => text).filter((text) => text.startsWith('note'));
      expect([...own].sort()).toEqual(given.filter((text) => text.startsWith('note')).sort());
      expect(channel.state).toBe('live');
      expect(texts(channel.view)).toEqual(hub.log.map(({ text }) => text));
      expect(channel.pending).toEqual([]);
      for (const [text, count] of answers) expect(hub.log[count - 1]?.text).toBe(text);
      // Within one program start, in the order in which they were given.
      if (!steps.includes('restart')) expect(own).toEqual(given.filter((text) => text.startsWith('note')));
      await client.close();
    }),
    { numRuns: 150 },
  );
}, 60_000);
