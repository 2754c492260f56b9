import { type Access, mayRead } from './access.ts';
import type { Happened, Log, LogEvent, Told } from './history.ts';
import type { Violation } from './violation.ts';

type Batch = Extract<Told, { t: 'told-batch' }>;

/** What the hub sends of one channel on one connection, from the answer to a join to the next one or a refusal. */
interface Stream {
  /** Joins that were asked for and not answered yet: one of them is what the next answer is for. */
  asked: number[];
  /** Where the next batch may begin; empty when there is no stream. */
  next: readonly number[];
  /** Nothing after this offset is for them. */
  end: number;
}

interface Known {
  readonly log: Log;
  readonly access: Access;
  readonly who: ReadonlyMap<string, string>;
}

/** [FC6, FC9, FC10] What the hub said on each connection: ranges without gap or overlap, complete as far as this person may see, and over when they are put out. */
export function checkStreams(histories: readonly (readonly Happened[])[], { log, access, who }: Known): readonly Violation[] {
  const violations: Violation[] = [];
  const streams = new Map<string, Stream>();
  const streamOf = ({ client, link, channel }: Told): Stream => {
    const key = `${client} ${link} ${channel}`;
    const known = streams.get(key);
    if (known) return known;
    const stream: Stream = { asked: [], next: [], end: 0 };
    streams.set(key, stream);
    return stream;
  };
  for (const entry of histories.flat()) {
    switch (entry.t) {
      case 'asked': {
        streamOf(entry).asked.push(entry.from?.[1] ?? 0);
        break;
      }
      case 'told-joined': {
        const person = who.get(entry.client) ?? '';
        const { channel, position, outcome } = entry;
        const stream = streamOf(entry);
        // Of a snapshot nothing follows before its last part.
        stream.next = outcome === 'missed' ? stream.asked.map((from) => from + 1) : [];
        stream.asked = stream.asked.slice(-1);
        stream.end = access.putOutAfter(person, channel, position[1]) ?? Number.POSITIVE_INFINITY;
        if (!access.may(person, channel, position[1]))
          violations.push({ rule: 'FC10', sort: 'leaked', what: `${person} was let into ${channel} after they were put out`, entries: [entry] });
        break;
      }
      case 'told-snapshot':
        streamOf(entry).next = [entry.position[1] + 1];
        break;
      case 'told-refused':
        streamOf(entry).next = [];
        break;
      case 'told-batch':
        violations.push(...checkBatch(entry, streamOf(entry), { person: who.get(entry.client) ?? '', events: log.channels.get(entry.channel) ?? [] }));
    }
  }
  return violations;
}

function checkBatch(batch: Batch, stream: Stream, { person, events }: { readonly person: string; readonly events: readonly LogEvent[] }): readonly Violation[] {
  const violations: Violation[] = [];
  const { channel, from, to, term } = batch;
  const range = events.slice(from - 1, to);
  const found = (rule: string, sort: Violation['sort'], what: string): void =>
    void violations.push({ rule, sort, what: `${person} in ${channel}: ${what}`, entries: [batch, ...range.slice(0, 20)] });
  if (stream.next.length === 0) found('FC10', 'leaked', `was sent ${from}..${to} without being let in`);
  else if (!stream.next.includes(from))
    found(
      'FC6',
      from > Math.max(...stream.next) ? 'lost' : 'duplicated',
      `was sent ${from}..${to}, and should get what follows from ${stream.next.join(' or ')}`,
    );
  stream.next = [to + 1];
  if (to > stream.end) found('FC10', 'leaked', `was sent ${from}..${to}, and was put out at ${stream.end}`);
  if (range.length !== to - from + 1 || range.some((event) => event.term !== term))
    found('FC13', 'uncommitted', `was sent ${from}..${to} of term ${term}, which is not in the log`);
  const told = new Map(batch.events);
  if (told.size !== batch.events.length) found('FC6', 'duplicated', `an event stands twice in ${from}..${to}`);
  let before = 0;
  for (const [offset] of batch.events) {
    if (offset < from || offset > to) found('FC6', 'duplicated', `${offset} stands outside its range ${from}..${to}`);
    if (offset < before) found('FC6', 'reordered', `${offset} stands after ${before}`);
    before = offset;
  }
  for (const event of range) {
    const name = told.get(event.offset);
    if (name !== undefined && !mayRead(event, person)) found('FC9', 'leaked', `was sent ${event.offset}, which is not for them`);
    if (name === undefined && mayRead(event, person)) found('FC6', 'lost', `${from}..${to} lacks ${event.offset}`);
    if (name !== undefined && name !== event.name) found('FC6', 'diverged', `${event.offset} is ${event.name} in the log and was told as ${name}`);
  }
  return violations;
}
