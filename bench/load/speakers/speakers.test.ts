import { expect, test } from 'vitest';
import type { RawClient } from '../../lib/raw-client.ts';
import { messageText } from '../message.ts';
import type { Seat } from '../speaker.ts';
import { AtriumSpeaker } from './atrium.ts';
import { BatchSpeaker, PlainSpeaker } from './plain.ts';

const seat: Seat = { port: 0, index: 0, rooms: [0], namesRooms: false, asks: 'echo' };
const stamp = { publisher: 0, room: 0, sequence: 0, at: 0 };
/** Sockets are no part of counting. */
const client: Pick<RawClient, 'received' | 'sendText'> = { received: 0, sendText: () => undefined };

function heard(speaker: { heard: AtriumSpeaker['heard'] }, text: string): number {
  // Somewhere inside a larger read, as frames lie.
  const bytes = Buffer.from(`…${text}{"t":"batch","ch":1,"from":1,"to":9}`);
  const start = Buffer.byteLength('…');
  return speaker.heard(client as RawClient, 1, bytes, start, start + Buffer.byteLength(text));
}

test('[BN3] a batch by hand has as many messages as its length says', () => {
  const message = messageText(stamp, false);
  expect([1, 2, 256].map((count) => heard(new BatchSpeaker(seat), `[${Array.from({ length: count }, () => message).join(',')}]`))).toEqual([1, 2, 256]);
  expect(heard(new PlainSpeaker(seat), message)).toBe(1);
  expect(heard(new PlainSpeaker(seat), 'joined')).toBe(0);
});

test('[BN3] a batch of Atrium has as many events as its range says, and nothing else counts as one', () => {
  const speaker = new AtriumSpeaker(seat);
  expect(heard(speaker, '{"t":"batch","ch":12,"term":"3-ab","from":99,"to":130,"events":[{"o":99}]}')).toBe(32);
  expect(heard(speaker, '{"t":"beat"}')).toBe(0);
  expect(heard(speaker, '{"t":"presence","ch":1,"here":[],"gone":[]}')).toBe(0);
});

test('[BN4] a refused command is no answer, and what was answered is settled with the next', () => {
  const speaker = new AtriumSpeaker(seat);
  heard(speaker, '[{"t":"joined","channel":"bench/r00"},{"t":"snapshot","part":0,"last":true,"text":""}]');
  expect(speaker.ready).toBe(true);
  speaker.say([stamp, stamp]);
  heard(speaker, '[{"t":"reply","c":0,"channel":"bench/r00","n":1,"reply":{}},{"t":"reply","c":0,"channel":"bench/r00","n":2,"reply":{}}]');
  expect(speaker.answers).toBe(2);
  expect(speaker.say([stamp]).toString('latin1')).toContain('"n":3,"settled":2');
  expect(() => heard(speaker, '{"t":"reply","c":0,"channel":"bench/r00","n":3,"error":{"kind":"overloaded"}}')).toThrow('refused');
});
