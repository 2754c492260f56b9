import { idOf, kindOf, parse } from '@atrium/protocol';
import type { Effect } from '@atrium/server';
import { expect, test } from 'vitest';
import { chatKind } from './chat/channel.ts';
import { directId } from './chat/direct.ts';
import { directoryKind } from './directory/channel.ts';
import { personKind } from './person/channel.ts';
import { as, channelAs, system, Workbench } from './workbench.ts';

/** The three channels of a small workspace, effects carried from one to the others as the hub would. */
function workspace(room: string) {
  const chat = new Workbench(chatKind, { id: room });
  const directory = new Workbench(directoryKind, { id: 'main' });
  const ann = new Workbench(personKind, { id: 'ann' });
  const bob = new Workbench(personKind, { id: 'bob' });
  const channels = new Map<
    string,
    {
      readonly kind: typeof chatKind | typeof directoryKind | typeof personKind;
      readonly bench: { readonly do: (...command: never[]) => { readonly refused: string } | { readonly effects: readonly Effect[] } };
    }
  >([
    [`chat/${room}`, { kind: chatKind, bench: chat }],
    ['directory/main', { kind: directoryKind, bench: directory }],
    ['person/ann', { kind: personKind, bench: ann }],
    ['person/bob', { kind: personKind, bench: bob }],
  ]);
  const carry = (from: string, done: { readonly refused: string } | { readonly effects: readonly Effect[] }): void => {
    if ('refused' in done) throw new Error(`${from}: ${done.refused}`);
    for (const effect of done.effects) {
      if (!('to' in effect)) throw new Error('There are only commands between these kinds.');
      const target = channels.get(effect.to);
      if (!target) throw new Error(`Nobody is at ${effect.to}.`);
      const command = Object.entries(target.kind.contract.commands).find(([name]) => name === effect.name)?.[1];
      if (!command) throw new Error(`${kindOf(effect.to)} has no command ${effect.name}.`);
      carry(effect.to, target.bench.do(...([channelAs(from), effect.name, parse(command.input, effect.input)] as never[])));
    }
  };
  return { chat, directory, ann, bob, carry, address: `chat/${room}` };
}

test('[CH38] a room, its members’ feeds and the directory agree', async () => {
  const { chat, directory, ann, bob, carry, address } = workspace('general');
  carry('directory/main', directory.do(system, 'addPerson', { id: 'ann', name: 'Ann', role: 'owner' }));
  carry(address, chat.do(system, 'create', { name: 'General', topic: 'All', type: 'public', members: ['ann'] }));
  carry('directory/main', directory.do(system, 'setFirstRoom', { id: idOf(address) }));
  carry(address, chat.do(as('ann'), 'post', { text: 'first' }));
  carry('directory/main', directory.do(system, 'addPerson', { id: 'bob', name: 'Bob', role: 'member' }));
  carry(address, chat.do(as('ann'), 'post', { text: 'hello <@bob>' }));
  carry(address, chat.do(as('ann'), 'rename', { name: 'Everyone' }));

  const facts = { name: 'Everyone', type: 'public', people: [], archived: false, table: null };
  expect((await directory.open(as('bob'))).rooms).toEqual([{ id: 'general', name: 'Everyone', topic: 'All', archived: false }]);
  expect((await ann.open(as('ann'))).rooms).toEqual({ general: { ...facts, pointer: 2, mentions: [] } });
  expect((await bob.open(as('bob'))).rooms).toEqual({ general: { ...facts, pointer: 1, mentions: [2] } });

  carry(address, chat.do(as('ann'), 'delete', { ordinal: 2 }));
  carry(address, chat.do(as('ann'), 'archive', { on: true }));
  expect((await bob.open(as('bob'))).rooms).toEqual({ general: { ...facts, archived: true, pointer: 1, mentions: [] } });
  carry(address, chat.do(as('ann'), 'remove', { person: 'bob' }));
  expect((await bob.open(as('bob'))).rooms).toEqual({});
});

test('[CH38] a direct room is in two feeds and in no directory', async () => {
  const { chat, directory, ann, bob, carry, address } = workspace(directId(['ann', 'bob']));
  carry(address, chat.do(as('ann'), 'create', { name: '', topic: '', type: 'direct', members: ['bob'] }));
  expect((await directory.open(as('ann'))).rooms).toEqual([]);
  expect((await ann.open(as('ann'))).rooms[idOf(address)]?.people).toEqual(['bob']);
  expect((await bob.open(as('bob'))).rooms[idOf(address)]?.people).toEqual(['ann']);
});
