import { BINARY_SUBPROTOCOL, SUBPROTOCOL } from '@atrium/protocol';
import { afterAll, expect, test } from 'vitest';
import { cases, say, type Case } from './cases.ts';
import { echoServer } from './echo.ts';
import { close, OP, RawSocket, text } from './raw-socket.ts';

const server = await echoServer();
afterAll(() => server[Symbol.asyncDispose]());

/** What was answered to queries, by what they said. */
const answersOf = (socket: RawSocket): string[] => messagesOf(socket).flatMap((message) => (message.t === 'answer' ? [message.reply?.text ?? ''] : []));
interface Told {
  readonly t: string;
  readonly reply?: { readonly text: string };
}
const messagesOf = (socket: RawSocket): Told[] =>
  socket.texts.flatMap((each) => {
    const message = JSON.parse(each) as Told | Told[];
    return Array.isArray(message) ? message : [message];
  });

async function run({ send, pieces, oneByOne, binary, echoes = [], pongs = [], faults = 0, closes }: Case): Promise<void> {
  const socket = await RawSocket.open(server.port, { protocol: binary ? BINARY_SUBPROTOCOL : SUBPROTOCOL });
  const bytes = Buffer.concat(send);
  if (oneByOne) {
    for (const [at, each] of send.entries()) {
      socket.write(each);
      await socket.until(() => socket.heard.length > at + 1);
    }
  } else if (pieces) await socket.writeInPieces(bytes, pieces);
  else socket.write(bytes);
  if (closes !== undefined) {
    await socket.until(() => socket.closedWith !== undefined);
    // Where the server closes by the rules it waits for the answer to its close; where it fails the connection it does not.
    socket.write(close(1000));
    await socket.until(() => socket.ended);
    expect(socket.closedWith).toBe(closes);
    // What came before may be answered, and nothing is made up.
    for (const answer of answersOf(socket)) expect(['before', ...echoes]).toContain(answer.startsWith('*') ? 'before' : answer);
    return;
  }
  // The connection goes on: what is asked after everything is answered.
  socket.write(text(say('and goes on')));
  await socket.until(() => answersOf(socket).length > echoes.length && socket.heard.filter(({ opcode }) => opcode === OP.pong).length >= pongs.length);
  expect(socket.ended).toBe(false);
  expect(answersOf(socket).sort()).toEqual([...echoes, 'and goes on'].sort());
  expect(socket.heard.filter(({ opcode }) => opcode === OP.pong).map(({ payload }) => payload.toString('latin1'))).toEqual(pongs);
  expect(messagesOf(socket).filter(({ t }) => t === 'fault')).toHaveLength(faults);
  socket.destroy();
}

for (const group of ['[RF0]', '[RF1]', '[RF2]', '[RF3]', '[RF4]', '[RF5]', '[RF6]', '[RF7]', '[RF9]', '[RF10]'])
  for (const each of cases.filter(({ id }) => group === `[RF${id.split('.')[0]}]`)) test(`${group} ${each.id} ${each.title}`, () => run(each));
