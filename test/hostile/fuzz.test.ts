import { afterAll, expect, test } from 'vitest';
import fc from 'fast-check';
import { chatKind } from '@atrium/kind-chat/channel';
import { directoryKind } from '@atrium/kind-directory/channel';
import { arenaKind } from '@atrium/kind-arena/channel';
import { boardKind } from '@atrium/kind-board/channel';
import { documentKind } from '@atrium/kind-document/channel';
import { marketKind } from '@atrium/kind-market/channel';
import { personKind } from '@atrium/kind-person/channel';
import { AtriumError } from '@atrium/protocol';
import type { AnyKind } from '@atrium/server';
import { createWorld, sketchKind } from '@atrium/testkit';
import { almost } from './almost.ts';
import { fragments, frame, OP, ping, text } from '../rfc6455/raw-socket.ts';
import { House } from './house.ts';

const house = await House.open();
afterAll(() => house[Symbol.asyncDispose]());

/** Good frames, of which bits are turned, bytes left out, and pieces repeated. */
const good = [
  text('{"t":"beat"}'),
  text(JSON.stringify({ t: 'query', id: 1, channel: 'private/lobby-others', name: 'lines', input: { containing: '' } })),
  text(
    JSON.stringify([
      { t: 'claim', clients: ['client-of-a-fuzzer-1'] },
      { t: 'join', channels: [{ channel: 'private/lobby-others' }] },
    ]),
  ),
  ping('payload'),
  frame({ opcode: OP.binary, payload: Buffer.from('130a7b2264223a6e756c6c7d022f64040001feff', 'hex') }),
  ...fragments('{"t":"beat"}', 3),
];
const bytes = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 400 }).map((array) => Buffer.from(array)),
  fc
    .tuple(
      fc.array(fc.constantFrom(...good), { minLength: 1, maxLength: 6 }),
      fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(7)), { maxLength: 6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([frames, turned, keep]) => {
      const all = Buffer.concat(frames);
      for (const [at, bit] of turned) all[Math.floor(at * all.length)]! ^= 1 << bit;
      return all.subarray(0, Math.max(1, Math.ceil(all.length * keep)));
    }),
);

test('[HO11] whatever bytes come over a socket, cut however, the hub answers, closes with a code, or waits for more; nothing breaks', async () => {
  await fc.assert(
    fc.asyncProperty(bytes, fc.integer({ min: 1, max: 64 }), async (all, pieces) => {
      const socket = await house.attack();
      await socket.writeInPieces(all, pieces);
      socket.end();
      await socket.until(() => socket.ended);
      if (socket.closedWith !== undefined)
        expect([1002, 1003, 1007, 1008, 1009, 4400, 4429, 1000, 1001, 1010, 1011, 'none']).toContain(allowed(socket.closedWith));
    }),
    { numRuns: 300 },
  );
  await house.talk();
  expect((await house.look()).broken).toBe(0);
});

/** A close that the fuzz made by chance is answered with its own code. */
const allowed = (code: number | 'none'): number | 'none' =>
  typeof code === 'number' && code >= 3000 && code < 5000 && ![4400, 4429].includes(code) ? 1000 : code;

const kinds = [chatKind, directoryKind, personKind, marketKind, documentKind, boardKind, arenaKind, sketchKind] as unknown as readonly AnyKind[];
test('[HO12] whatever input a command or query of any kind is given, it is answered, or refused with a typed error, and nothing is logged as broken', async () => {
  await using world = createWorld({ seed: 1, kinds });
  const done = { command: 0, query: 0 };
  const asked = kinds.flatMap(({ contract }) => [
    ...Object.keys(contract.commands).map((name) => ({ lane: 'command' as const, contract, name, input: almost(contract.commands[name]!.input) })),
    ...Object.keys(contract.queries).map((name) => ({ lane: 'query' as const, contract, name, input: almost(contract.queries[name]!.input) })),
  ]);
  const identities = ['owner', 'member', 'guest', 'bot'].map((role) => ({ id: `some-${role}-aaaaaaaaaa`.slice(0, 16), name: role, role }));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...asked).chain(({ input, ...one }) => input.map((given) => ({ ...one, input: given }))),
      fc.constantFrom(...identities),
      fc.constantFrom('main', 'aaaabbbbccccdddd', 'lobby'),
      async ({ lane, contract, name, input }, identity, id) => {
        const channel = `${contract.kind}/${id}`;
        const { hub } = world;
        const answered = lane === 'command' ? hub.command({ identity, channel, name, input }) : hub.query({ identity, channel, name, input });
        await world.run(
          answered.then(
            () => void (done[lane] += 1),
            (error: unknown) => {
              expect(error).toBeInstanceOf(AtriumError);
              expect((error as AtriumError).kind).not.toBe('internal');
            },
          ),
        );
      },
    ),
    { numRuns: 4_000 },
  );
  expect(world.logged).toEqual([]);
  // By chance some of it is right, or nothing was tried.
  expect(Math.min(done.command, done.query)).toBeGreaterThan(0);
});
