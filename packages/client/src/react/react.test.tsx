import { defineChannel } from '@atrium/protocol';
import { act, StrictMode, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { expect, expectTypeOf, test } from 'vitest';
import * as v from 'valibot';
import { fakeRoot } from '../testing/fake-root.ts';
import { settle } from '../testing/fake-clock.ts';
import { notes, texts } from '../testing/notes.ts';
import { World } from '../testing/world.ts';
import { ClientProvider, useChannel, useChannelState, useClient, useHeads, usePeople, useSignals, useStatus } from './index.ts';

const joined = [
  { t: 'joined', channel: 'notes/one', ch: 7, outcome: 'snapshot', at: ['1-a', 1], tags: [50], version: 1 },
  { t: 'snapshot', ch: 7, at: ['1-a', 1], part: 0, last: true, text: '{"notes":[{"text":"a"}]}' },
];

async function draw(element: (seen: unknown[]) => () => ReactNode) {
  const world = new World();
  const client = world.client();
  const seen: unknown[] = [];
  const Probe = element(seen);
  let root: Root | undefined;
  await act(async () => {
    root = createRoot(fakeRoot());
    root.render(
      <ClientProvider client={client}>
        <Probe />
      </ClientProvider>,
    );
  });
  return { world, client, seen, unmount: () => act(async () => root?.unmount()) };
}

test('[CL100] useChannel joins while it is drawn, and draws again only when something of it changed', async () => {
  const { world, seen, unmount } = await draw((all) => () => {
    const { view, state, channel } = useChannel(notes, 'one');
    expectTypeOf(view).toEqualTypeOf<{ notes: { text: string; by?: [number, number] | undefined }[] } | undefined>();
    all.push([state, texts(view), channel?.id]);
    return null;
  });
  const socket = world.welcome();
  await settle();
  expect(socket.saidOf('join')).toHaveLength(1);
  await act(async () => socket.say(...joined));
  expect(seen.at(-1)).toEqual(['live', ['a'], 'one']);
  const drawn = seen.length;
  await act(async () =>
    socket.say(
      { t: 'batch', ch: 7, term: '1-a', from: 2, to: 2, events: [] },
      { t: 'signal', ch: 7, name: 'typing', who: 'bob', device: 'd', data: { where: 'top' } },
    ),
  );
  expect(seen).toHaveLength(drawn);
  await act(async () => socket.say({ t: 'batch', ch: 7, term: '1-a', from: 3, to: 3, events: [{ o: 3, name: 'added', at: 1, data: { text: 'b' } }] }));
  expect(seen).toHaveLength(drawn + 1);
  expect(seen.at(-1)).toEqual(['live', ['a', 'b'], 'one']);
  await unmount();
  await settle();
  expect(socket.saidOf('leave')).toHaveLength(1);
});

test('[CL101] drawn twice in strict mode, it joins once and stays; without an id it shows nothing', async () => {
  const { world, seen } = await draw((all) => {
    const Inner = (): ReactNode => {
      all.push(useChannel(notes, 'one').state);
      all.push(useChannel(notes, undefined).channel);
      return null;
    };
    return () => (
      <StrictMode>
        <Inner />
      </StrictMode>
    );
  });
  const socket = world.welcome();
  await settle();
  await act(async () => socket.say(...joined));
  expect(seen.slice(-2)).toEqual(['live', undefined]);
  expect([socket.saidOf('join').length, socket.saidOf('leave').length]).toEqual([1, 0]);
});

test('[CL102] useStatus, useHeads and useSignals follow the client', async () => {
  const { world, client, seen } = await draw((all) => () => {
    const { channel } = useChannel(notes, 'one');
    all.push([useStatus().state, useHeads().size, useSignals(channel, 'typing').map(({ who, data }) => `${who} ${data.where}`), useClient().status.state]);
    return null;
  });
  client.watch(['notes/one']);
  expect(seen.at(-1)).toEqual(['connecting', 0, [], 'connecting']);
  await act(async () => void world.welcome());
  await act(async () =>
    world.socket.say(
      ...joined,
      { t: 'head', channel: 'notes/one', at: ['1-a', 1], last: 1, deleted: [] },
      { t: 'signal', ch: 7, name: 'typing', who: 'bob', device: 'd', data: { where: 'top' } },
    ),
  );
  expect(seen.at(-1)).toEqual(['open', 1, ['bob top'], 'open']);
  await act(async () => world.clock.turn(5_000));
  expect(seen.at(-1)).toEqual(['open', 1, [], 'open']);
});

const prices = defineChannel('prices', { commands: {}, events: {}, state: { last: v.number() }, view: v.object({}) });

test('[CL102] useChannelState and usePeople follow the client', async () => {
  const { world, client, seen } = await draw((all) => () => {
    const { channel } = useChannel(prices, 'one');
    const last = useChannelState(channel, 'last');
    expectTypeOf(last).toEqualTypeOf<ReadonlyMap<string, number>>();
    all.push([[...last], [...usePeople()]]);
    return null;
  });
  client.people(['bob']);
  await act(async () => void world.welcome());
  await act(async () =>
    world.socket.say(
      { ...joined[0], channel: 'prices/one' },
      { ...joined[1], text: '{}' },
      { t: 'state', ch: 7, at: ['1-a', 1], all: true, set: { last: [['gold', 5]] } },
      { t: 'people', here: ['bob'], gone: [] },
    ),
  );
  expect(seen.at(-1)).toEqual([[['gold', 5]], ['bob']]);
  await act(async () => world.socket.say({ t: 'state', ch: 7, at: ['1-a', 2], set: { last: [['gold', 6]] } }));
  expect(seen.at(-1)).toEqual([[['gold', 6]], ['bob']]);
});

test('[CL103] outside a ClientProvider the hooks say what is missing', async () => {
  const Probe = (): ReactNode => {
    useClient();
    return null;
  };
  await expect(act(async () => createRoot(fakeRoot()).render(<Probe />))).rejects.toThrow('ClientProvider');
});
