import { chat } from '@atrium/kind-chat';
import { person } from '@atrium/kind-person';
import { expect, test } from 'vitest';
import { Account } from './account.ts';
import { Program } from './program.ts';
import { until } from './until.ts';
import { type Said, Wire } from './wire.ts';

/** Known to Bela beforehand, as if somebody had told: an id alone must be worth nothing. */
const SECRET = 'secret-room-0001';
const MISSING = 'missing-room-001';
const FORMER = 'former-room-0001';
const FIRST = 'public-room-0001';
const LATER = 'public-room-0002';

test('[E2E6] a non-member hears the same whether a private room is there or not, and asks it in vain', async () => {
  const control = await life('without');
  const real = await life('with');
  expect(real.heard).toEqual(control.heard);
  expect(Object.keys(real.heard).length).toBeGreaterThan(10);
  for (const { to, secret, missing } of [...real.answers, ...control.answers]) expect({ to, answer: secret }).toEqual({ to, answer: missing });
  expect(real.answers).toEqual(control.answers);
  // A channel's number on the wire counts nothing: two that are given one after the other lie far apart.
  for (const { aliases } of [real, control])
    for (const [at, alias] of aliases.entries()) for (const other of aliases.slice(at + 1)) expect(Math.abs(alias - other)).toBeGreaterThan(1000);
});

interface Life {
  /** What Bela heard, by channel and kind of message, with times, ids and random parts made equal. */
  readonly heard: Readonly<Record<string, readonly string[]>>;
  readonly answers: readonly { readonly to: string; readonly secret: string; readonly missing: string }[];
  readonly aliases: readonly number[];
}

/** Everything that may happen around a private room of which Bela is no member; `without`: the same day without that room. */
async function life(room: 'with' | 'without'): Promise<Life> {
  await using program = await Program.start();
  const ada = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const cleo = await ada.invite('Cleo Moss');
  const bela = await ada.invite('Bela Roth');
  const [adas, cleos] = [ada.client(), cleo.client()];
  await adas.emit(chat, FIRST, 'create', { name: 'First', topic: '', type: 'public', members: [bela.id] });
  await adas.emit(chat, FORMER, 'create', { name: 'Former', topic: '', type: 'private', members: [bela.id, cleo.id] });
  const belas = bela.client();
  const feed = await belas.join(person, bela.id);
  await until('Bela’s rooms are in the feed', () => feed.view && FIRST in feed.view.rooms && FORMER in feed.view.rooms);

  using wire = await Wire.open(program.origin, bela);
  wire.say({ t: 'claim', clients: ['bela-client-000001', 'bela-client-000002'] });
  wire.say({ t: 'join', channels: ['directory/main', `person/${bela.id}`, `chat/${FIRST}`, `chat/${FORMER}`].map((channel) => ({ channel })) });
  wire.say({ t: 'watch', channels: [FIRST, FORMER, SECRET, MISSING].map((id) => `chat/${id}`) });
  await until('Bela is here', () => wire.heard.filter(({ t, here }) => t === 'presence' && JSON.stringify(here).includes(bela.id)).length >= 4);
  await adas.emit(chat, FORMER, 'remove', { person: bela.id });
  await wire.hears(({ t, channel }) => t === 'refused' && channel === `chat/${FORMER}`);
  await until('the feed knows', () => feed.view && !(FORMER in feed.view.rooms));

  const secretly = async (act: () => Promise<unknown>): Promise<void> => {
    if (room === 'with') await act();
    await wire.beat();
  };
  await secretly(() => adas.emit(chat, SECRET, 'create', { name: 'Redundancies', topic: 'who goes', type: 'private', members: [] }));
  await secretly(() => adas.emit(chat, SECRET, 'add', { people: [cleo.id] }));
  const first = await probe(wire, bela.id);
  await secretly(() => adas.emit(chat, SECRET, 'rename', { name: 'Redundancies 2027' }));
  await secretly(() => adas.emit(chat, SECRET, 'describe', { topic: `Not for <@${bela.id}>` }));
  await secretly(async () => {
    const there = await cleos.join(chat, SECRET);
    there.signal('typing', {});
    for (let n = 1; n <= 20; n++) await there.emit('post', { text: `<@${bela.id}> is on the list ${n}`, ...(n > 1 && { quote: n - 1 }) });
    await there.emit('edit', { ordinal: 1, text: `<@${bela.id}> is not on the list` });
    await there.emit('react', { ordinal: 1, emoji: '🎉', on: true });
    await there.emit('pin', { ordinal: 1, on: true });
    await there.emit('delete', { ordinal: 2 });
  });
  await secretly(() => adas.emit(chat, FORMER, 'post', { text: `<@${bela.id}> has gone` }));
  await secretly(() => adas.emit(chat, FORMER, 'rename', { name: 'Without Bela' }));
  for (let n = 1; n <= 9; n++)
    await secretly(() => adas.emit(chat, `${SECRET}-${n}`, 'create', { name: `Sub ${n}`, topic: '', type: 'private', members: [cleo.id] }));
  const second = await probe(wire, bela.id);
  await secretly(() => adas.emit(chat, SECRET, 'remove', { person: cleo.id }));
  await secretly(() => adas.emit(chat, SECRET, 'archive', { on: true }));
  const third = await probe(wire, bela.id);

  // The day goes on where Bela may look.
  await adas.emit(chat, FIRST, 'post', { text: `<@${bela.id}> lunch?` });
  await wire.hears(({ t, events }) => t === 'batch' && JSON.stringify(events).includes('mentioned'));
  await adas.emit(chat, LATER, 'create', { name: 'Later', topic: '', type: 'public', members: [] });
  await wire.hears(({ t, events }) => t === 'batch' && JSON.stringify(events).includes('Later'));
  await wire.ask({ t: 'join', channels: [{ channel: `chat/${LATER}` }] }, ({ t, here }) => t === 'presence' && JSON.stringify(here).includes(bela.id));
  wire.say({ t: 'watch', channels: [`chat/${FIRST}`, `chat/${SECRET}`, `chat/${LATER}`] });
  await wire.hears(({ t, channel }) => t === 'head' && channel === `chat/${LATER}`);
  await wire.beat();

  const rest = await overHttp(bela);
  await Promise.all([adas.close(), belas.close(), cleos.close()]);
  const joined = wire.heard.filter(({ t }) => t === 'joined');
  const general = Object.entries(feed.view?.rooms ?? {}).find(([, { name }]) => name === 'general')?.[0] ?? '';
  const names = new Map([...[ada, bela, cleo].map(({ id, name }) => [id, name] as const), [general, 'GENERAL'] as const]);
  return {
    heard: byChannel(wire.heard, names),
    answers: [...first, ...second, ...third, ...rest],
    aliases: joined.map(({ ch }) => Number(ch)),
  };
}

/** Each thing that can be asked of a channel, asked of the private one and of one that never was. */
async function probe(wire: Wire, me: string): Promise<Life['answers']> {
  const commands: readonly (readonly [name: string, input: object])[] = [
    ['post', { text: 'Hello?' }],
    ['post', { text: '' }],
    ['edit', { ordinal: 1, text: 'Hello?' }],
    ['delete', { ordinal: 1 }],
    ['react', { ordinal: 1, emoji: '👍', on: true }],
    ['pin', { ordinal: 1, on: true }],
    ['join', {}],
    ['leave', {}],
    ['rename', { name: 'Mine' }],
    ['describe', { topic: 'Mine' }],
    ['archive', { on: true }],
    ['add', { people: [me] }],
    ['remove', { person: me }],
    ['sing', {}],
  ];
  const queries: readonly (readonly [name: string, input: object])[] = [
    ['history', { at: { from: 'after', ordinal: 0 }, limit: 100 }],
    ['history', { at: { from: 'around', ordinal: 1 }, limit: 0 }],
    ['messages', { ordinals: [1, 2] }],
    ['sing', {}],
  ];
  const answers: { to: string; secret: string; missing: string }[] = [];
  const of = async (to: string, ask: (id: string) => Promise<Said>): Promise<void> => {
    const told = async (id: string): Promise<string> => JSON.stringify(await ask(id)).replaceAll(id, 'ROOM');
    answers.push({ to, secret: await told(SECRET), missing: await told(MISSING) });
  };
  await of('join', (id) => wire.ask({ t: 'join', channels: [{ channel: `chat/${id}` }] }, ({ t, channel }) => t === 'refused' && channel === `chat/${id}`));
  await of('resume', (id) =>
    wire.ask(
      { t: 'join', channels: [{ channel: `chat/${id}`, at: ['1.0123456789abcdef', 3] }] },
      ({ t, channel }) => t === 'refused' && channel === `chat/${id}`,
    ),
  );
  await of('watch', async (id) => {
    wire.say({ t: 'watch', channels: [`chat/${FIRST}`] });
    return wire.ask({ t: 'watch', channels: [`chat/${FIRST}`, `chat/${id}`] }, ({ t, channel }) => t === 'unwatched' && channel === `chat/${id}`);
  });
  await of('signal', (id) => wire.ask({ t: 'signal', channel: `chat/${id}`, name: 'typing', data: {} }, ({ t }) => t === 'fault'));
  await of('present', (id) => wire.ask({ t: 'present', channel: `chat/${id}`, data: {} }, ({ t }) => t === 'fault'));
  await of('leave', async (id) => {
    wire.say({ t: 'leave', channel: `chat/${id}` });
    return wire.ask({ t: 'beat' }, () => true);
  });
  for (const [name, input] of commands) {
    const command = (id: string): object => ({ t: 'command', c: 0, channel: `chat/${id}`, n: 1, settled: 0, name, input });
    await of(`command ${name}`, (id) => wire.ask(command(id), ({ t, channel }) => t === 'reply' && channel === `chat/${id}`));
    await of(`command ${name}, later`, (id) =>
      wire.ask({ ...command(id), n: 4, settled: 3, again: true }, ({ t, channel }) => t === 'reply' && channel === `chat/${id}`),
    );
  }
  // Not a room that Bela could make: what they could is made, where it is not there yet, and so tells whoever knows an id of 96 random bits.
  const create = { t: 'command', c: 1, n: 1, settled: 0, name: 'create', input: { name: '', topic: '', type: 'direct', members: [me] } };
  await of('command create', (id) => wire.ask({ ...create, channel: `chat/${id}` }, ({ t, channel }) => t === 'reply' && channel === `chat/${id}`));
  for (const [name, input] of queries)
    await of(`query ${name}`, (id) => wire.ask({ t: 'query', id: 1, channel: `chat/${id}`, name, input }, ({ t }) => t === 'answer'));
  return answers;
}

/** What the program tells the same person over plain HTTP. */
async function overHttp(who: Account): Promise<Life['answers']> {
  const answers: { to: string; secret: string; missing: string }[] = [];
  for (const method of ['GET', 'POST', 'DELETE']) {
    for (const place of ['/r/', '/api/rooms/', '/api/r/', '/api/channels/chat/', '/live/chat/', '/api/people/', '/api/invites/']) {
      const told = async (id: string): Promise<string> => {
        const { status, body } = await who.ask(method, place + id, method === 'GET' ? undefined : {});
        return `${status} ${JSON.stringify(body).replaceAll(id, 'ROOM')}`;
      };
      answers.push({ to: `${method} ${place}`, secret: await told(SECRET), missing: await told(MISSING) });
    }
  }
  return answers;
}

/** Times, ids and what is random by design say nothing; everything else has to be the same to the letter. */
function byChannel(heard: readonly Said[], names: ReadonlyMap<string, string>): Life['heard'] {
  const channels = new Map(heard.filter(({ t }) => t === 'joined').map(({ ch, channel }) => [ch, channel]));
  const groups: Record<string, string[]> = {};
  for (const message of heard) {
    const where = message['channel'] ?? channels.get(message['ch']) ?? '';
    const { node, tags, ch, ...rest } = message;
    let text = JSON.stringify({
      ...rest,
      ...(node !== undefined && { node: typeof node }),
      ...(Array.isArray(tags) && { tags: tags.length }),
      ...(ch !== undefined && { ch: where }),
    });
    for (const [id, name] of names) text = text.replaceAll(id, name);
    text = text
      // Before the times: one tag in three hundred looks like one.
      .replace(/"by":\[\d+,/g, '"by":[TAG,')
      .replace(/\b1\d{12}\b/g, 'TIME')
      .replace(/("\d+\.)[0-9a-f]+"/g, '$1RANDOM"')
      .replace(/"[0-9a-f]{16}":/g, '"DEVICE":');
    const key = `${String(message.t)} ${String(where)}`.replaceAll(new RegExp([...names.keys()].join('|'), 'g'), (id) => names.get(id) ?? '');
    (groups[key] ??= []).push(text);
  }
  // Who is here is gathered for a tenth of a second: where one telling ends and the next begins is the clock's doing.
  for (const [key, texts] of Object.entries(groups)) if (key.startsWith('presence ')) groups[key] = everNamed(texts);
  return groups;
}

/** Whoever stood in any telling of who is here, with all that was told of them. */
function everNamed(tellings: readonly string[]): string[] {
  const told = tellings.flatMap((text) => {
    const { here, gone } = JSON.parse(text) as { readonly here: readonly { readonly who: string }[]; readonly gone: readonly string[] };
    return [...here.map((person) => `here ${JSON.stringify(Object.keys(person).sort())} ${person.who}`), ...gone.map((who) => `gone ${who}`)];
  });
  return [...new Set(told)].sort();
}
