import { chat } from '@atrium/kind-chat';
import { CLOSE, type CloseCode } from '@atrium/protocol';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from './account.ts';
import { launch } from './browser.ts';
import { message, openRoom, roomOf, say } from './journeys.ts';
import { Program } from './program.ts';
import { type Said, Wire } from './wire.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

const TOO_BIG: CloseCode = 1009;
const CLIENT = 'mallory-client-0001';
const kindOf = ({ error }: Said): unknown => (error as { readonly kind?: unknown } | undefined)?.kind;
const isFault = ({ t }: Said): boolean => t === 'fault';

test('[E2E10] whatever somebody sends, they get its typed error, and two others talk on undisturbed', async () => {
  await using program = await Program.start();
  const adaAccount = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const miraAccount = await adaAccount.invite('Mira Okafor');
  const mallory = await adaAccount.invite('Mallory');
  const ada = await adaAccount.browse(browser);
  const mira = await miraAccount.browse(browser);
  await openRoom(ada, 'general');
  await openRoom(mira, 'general');
  const general = `chat/${roomOf(ada)}`;
  const drops: string[] = [];
  for (const page of [ada, mira]) page.on('websocket', (socket) => drops.push(socket.url()));
  let said = 0;
  /** After each attack, and during it: one says something, the other sees it. */
  const talk = async (): Promise<void> => {
    const [from, to] = said++ % 2 === 0 ? [ada, mira] : [mira, ada];
    await say(from, `Undisturbed ${said}`);
    await message(to, `Undisturbed ${said}`).waitFor();
  };
  const attack = (): Promise<Wire> => Wire.open(program.origin, mallory);

  // Not readable: the fourth ends it.
  {
    using wire = await attack();
    for (const garbage of ['{', 'null and void', '[]', '\u0000\u0001']) {
      const since = wire.heard.length;
      wire.raw(garbage);
      expect(kindOf(await wire.hears(isFault, since))).toBe('bad-frame');
    }
    expect(await wire.ended).toBe(CLOSE.protocolViolated);
  }
  {
    using wire = await attack();
    wire.raw(JSON.stringify(Array.from({ length: 257 }, () => ({ t: 'beat' }))));
    expect(kindOf(await wire.hears(isFault))).toBe('bad-frame');
    await wire.beat();
  }
  // Bytes, where text was agreed on.
  {
    using wire = await attack();
    wire.raw(new Uint8Array([0xff, 0x00, 0xfe]));
    expect(await wire.ended).toBe(CLOSE.unsupportedData);
  }
  await talk();

  // Too big, also when it begins as a message would.
  {
    using wire = await attack();
    wire.raw(JSON.stringify({ t: 'claim', clients: ['x'.repeat(256 * 1024)] }));
    expect(await wire.ended).toBe(TOO_BIG);
  }
  await talk();

  // Readable, and not by the contract: named one by one, and the connection goes on.
  {
    using wire = await attack();
    const wrong: readonly (readonly [kind: string, message: unknown])[] = [
      ['bad-message', 42],
      ['bad-message', null],
      ['bad-message', { t: 'constructor' }],
      ['bad-message', { t: 'join', channels: [] }],
      ['bad-message', { t: 'join', channels: [{ channel: '../../etc/passwd' }] }],
      ['bad-message', { t: 'claim', clients: ['short'] }],
      ['bad-message', { t: 'claim', clients: [CLIENT], admin: true }],
      ['bad-message', { t: 'command', c: -1, channel: general, n: 1, settled: 0, name: 'post', input: {} }],
      ['bad-message', { t: 'command', c: 0, channel: general, n: 1.5, settled: 0, name: 'post', input: {} }],
      ['bad-message', { t: 'watch', channels: general }],
      ['not-joined', { t: 'signal', channel: general, name: 'typing', data: {} }],
      ['not-joined', { t: 'present', channel: general, data: {} }],
    ];
    for (const [kind, sent] of wrong) {
      const since = wire.heard.length;
      wire.raw(JSON.stringify(sent));
      expect([sent, kindOf(await wire.hears(isFault, since))]).toEqual([sent, kind]);
    }
    wire.say({ t: 'claim', clients: [CLIENT] });
    const command = async (name: string, input: unknown, rest: object = {}): Promise<unknown> =>
      kindOf(await wire.ask({ t: 'command', c: 0, channel: general, n: 1, settled: 0, name, input, ...rest }, ({ t }) => t === 'reply'));
    for (const input of [{ text: 7 }, { text: '' }, { text: 'x'.repeat(100_000) }, { text: 'hi', author: 'ada' }, null, [], { text: { toString: 'hi' } }])
      expect(await command('post', input)).toBe('bad-input');
    expect(await command('constructor', {})).toBe('unknown-name');
    expect(await command('post', { text: 'hi' }, { c: 7 })).toBe('not-claimed');
    expect(await command('post', { text: 'hi' }, { channel: 'chat/nowhere-00000001' })).toBe('not-found');
    expect(await command('post', { text: 'hi' }, { channel: 'nothing/nowhere' })).toBe('not-found');
    // Out of order.
    expect(await command('post', { text: 'hi' }, { n: 3 })).toBe('out-of-turn');
    expect(await command('post', { text: 'hi' }, { n: 1000 })).toBe('too-many-unsettled');
    // Not theirs to do.
    expect(await command('edit', { ordinal: 1, text: 'I was here' })).toBe('refused');
    expect(await command('delete', { ordinal: 1 }, { n: 2, settled: 1 })).toBe('refused');
    expect(await command('archive', { on: true }, { n: 3, settled: 2 })).toBe('refused');
    expect(await command('remove', { person: adaAccount.id }, { n: 4, settled: 3 })).toBe('refused');
    for (const [kind, channel, name, input, rest] of [
      ['not-found', `person/${adaAccount.id}`, 'mark', { room: roomOf(ada), to: 0 }, {}],
      ['refused', `person/${mallory.id}`, 'addRoom', { facts: { name: 'x', type: 'private', people: [], archived: false, table: null }, last: 0 }, {}],
      ['refused', 'directory/main', 'changeRole', { id: mallory.id, role: 'owner' }, {}],
      ['refused', 'directory/main', 'listRoom', { id: 'x', name: 'x', topic: '', archived: false }, { n: 2, settled: 1 }],
    ] as const)
      expect([name, await command(name, input, { channel, ...rest })]).toEqual([name, kind]);
    expect(kindOf(await wire.ask({ t: 'join', channels: [{ channel: `person/${adaAccount.id}` }] }, ({ t }) => t === 'refused'))).toBe('not-found');
    // The same id for something else.
    expect(await command('post', { text: 'something else' }, { n: 4, settled: 3 })).toBe('id-reused');
    await wire.beat();
    expect(wire.code).toBeUndefined();
  }
  await talk();

  // Too often.
  {
    using wire = await attack();
    for (let n = 0; n < 200; n++) wire.raw(JSON.stringify({ t: 'nonsense' }));
    expect(await wire.ended).toBe(CLOSE.tooFast);
  }
  {
    using wire = await attack();
    wire.say({ t: 'claim', clients: ['mallory-client-0002'] });
    const flood = (from: number): void =>
      wire.say(
        ...Array.from({ length: 250 }, (_, at) => ({
          t: 'command',
          c: 0,
          channel: 'chat/nowhere-00000001',
          n: from + at,
          settled: from + at - 1,
          name: 'post',
          input: { text: 'spam' },
        })),
      );
    for (const from of [1, 251, 501, 751]) flood(from);
    const refused = await wire.hears((heard) => kindOf(heard) === 'too-fast');
    expect((refused['error'] as { readonly retryAfterMs: number }).retryAfterMs).toBeGreaterThan(0);
    await talk();
    wire.say(
      ...Array.from({ length: 200 }, (_, at) => ({
        t: 'query',
        id: at + 1,
        channel: general,
        name: 'history',
        input: { at: { from: 'after', ordinal: 0 }, limit: 100 },
      })),
    );
    await wire.hears((heard) => heard.t === 'answer' && ['too-fast', 'overloaded'].includes(String(kindOf(heard))));
    await talk();
    await wire.beat();
  }

  // Without a session, with a false one, and in a language that is not spoken here.
  {
    using nobody = await Wire.open(program.origin, { cookie: '' });
    using liar = await Wire.open(program.origin, { cookie: `atrium_session=${'A'.repeat(43)}` });
    using stranger = await Wire.open(program.origin, { cookie: mallory.cookie, protocol: 'atrium.999' });
    for (const wire of [nobody, liar, stranger]) expect([wire.code, wire.heard]).toEqual([1006, []]);
    const verdict = await fetch(`${program.origin}/live`);
    expect([verdict.status, await verdict.json()]).toMatchObject([401, { error: { kind: 'unauthorised' } }]);
  }
  await talk();

  // A client id that is another person's is nobody's but theirs.
  {
    const [first, second] = [await attack(), await attack()];
    first.say({ t: 'claim', clients: ['mallory-client-0003'] });
    await first.beat();
    second.say({ t: 'claim', clients: ['mallory-client-0003'] });
    expect(await first.ended).toBe(CLOSE.superseded);
    using another = await Wire.open(program.origin, miraAccount);
    another.say({ t: 'claim', clients: ['mallory-client-0003'] });
    await another.beat();
    await second.beat();
    expect(second.code).toBeUndefined();
    second[Symbol.dispose]();
  }
  await talk();

  // Nobody else noticed: no new WebSocket was needed, and nothing of it stands in the room.
  expect(drops).toEqual([]);
  const bot = adaAccount.client();
  const { reply } = await bot.query(chat, roomOf(ada), 'history', { at: { from: 'after', ordinal: 0 }, limit: 100 });
  expect(reply.messages.filter(({ author }) => author === mallory.id)).toEqual([]);
  expect(reply.messages.filter(({ text }) => text.startsWith('Undisturbed')).map(({ text }) => text)).toEqual(
    Array.from({ length: said }, (_, at) => `Undisturbed ${at + 1}`),
  );
  await bot.close();
});
