import { AtriumError } from '@atrium/protocol';
import fc from 'fast-check';
import { privateContract } from '../kinds/private.ts';
import type { Fault, StoreFaults } from './store-double.ts';
import type { TestClient } from './test-client.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** What people and the elements do to a world, one after the other. */
export type Act =
  | { readonly act: 'post'; readonly who: number; readonly room: number; readonly to?: number | undefined }
  | { readonly act: 'unwanted' | 'broken-rows' | 'leave' | 'join'; readonly who: number; readonly room: number }
  | { readonly act: 'sit'; readonly who: number; readonly seat: number }
  | { readonly act: 'tell' | 'cut' | 'half-open' | 'connect' | 'stall' | 'unstall'; readonly who: number }
  | { readonly act: 'redact'; readonly who: number; readonly nth: number }
  | { readonly act: 'ban' | 'add'; readonly who: number }
  | { readonly act: 'kill' }
  | { readonly act: 'fault'; readonly fault: Fault }
  | { readonly act: 'wait'; readonly ms: number };

const PEOPLE = ['ann', 'bob', 'cat', 'dan'] as const;
/** One that everybody may enter, and one that ann opens for bob and cat. */
const ROOMS = ['private/lobby', 'private/den'] as const;
const who = fc.nat(PEOPLE.length - 1);
const room = fc.nat(ROOMS.length - 1);
const fault: fc.Arbitrary<Fault> = fc.oneof(fc.constantFrom('failed', 'fenced', 'torn-after', 'torn-before'), fc.record({ entry: fc.nat(2) }));

export const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ act: fc.constant('post'), who, room, to: fc.option(who, { nil: undefined }) }) },
    { weight: 4, arbitrary: fc.record({ act: fc.constantFrom('unwanted', 'broken-rows', 'leave', 'join'), who, room }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('sit'), who, seat: fc.nat(2) }) },
    { weight: 6, arbitrary: fc.record({ act: fc.constantFrom('tell', 'cut', 'half-open', 'connect', 'stall', 'unstall'), who }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('redact'), who, nth: fc.nat(20) }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('ban', 'add'), who }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('kill') }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constant('fault'), fault }) },
    { weight: 8, arbitrary: fc.record({ act: fc.constant('wait'), ms: fc.constantFrom(0, 1, 2, 5, 20, 400) }) },
  ),
  { maxLength: 60, size: 'max' },
);

/** One command of a history, with how often its promise told something, and what. */
interface Told {
  readonly client: TestClient;
  readonly room: string;
  readonly name: string;
  readonly text: string;
  times: number;
  /** An error's kind, or `accepted`. */
  outcome: string | undefined;
}

/** Slow enough that commits overlap with everything else. ms */
const SLOW: StoreFaults = { commitMs: [0, 12], readMs: [0, 3] };

/** Plays acts in a world, heals everything, waits until it is quiet, and tells what is wrong; nothing, if all promises were kept. */
export async function play(
  seed: number,
  history: readonly Act[],
  options: Partial<WorldOptions> = {},
): Promise<{ readonly wrong: readonly string[]; readonly transcript: readonly string[]; readonly logged: readonly string[] }> {
  await using world = createWorld({ seed, store: SLOW, ...options });
  await world.open(ROOMS[1], ['ann', 'bob', 'cat']);
  const nodes = options.nodes ?? 1;
  const clients = PEOPLE.map((name, index) => world.client(name, { node: index % nodes, id: `client-of-${name}-000000` }));
  for (const client of clients) for (const address of ROOMS) client.join(address);
  const told: Told[] = [];
  const emit = (client: TestClient, address: string, name: string, input: Readonly<Record<string, unknown>>): void => {
    const text = String(input['text'] ?? '');
    const entry: Told = { client, room: address, name, text, times: 0, outcome: undefined };
    told.push(entry);
    const tell = (outcome: string): void => {
      entry.times += 1;
      entry.outcome = outcome;
    };
    client.emit(address, name, input).then(
      () => tell('accepted'),
      (error: unknown) => tell(error instanceof AtriumError ? error.kind : String(error)),
    );
  };
  let said = 0;
  for (const act of history) {
    const client = 'who' in act ? clients[act.who]! : clients[0]!;
    switch (act.act) {
      case 'post':
        emit(client, ROOMS[act.room]!, 'post', { text: `${client.who} ${++said}`, ...(act.to !== undefined && { to: [PEOPLE[act.to]!] }) });
        break;
      case 'unwanted':
        emit(client, ROOMS[act.room]!, 'post', { text: '!refuse' });
        break;
      case 'broken-rows':
        emit(client, ROOMS[act.room]!, 'post', { text: '!rows' });
        break;
      case 'leave':
        client.leave(ROOMS[act.room]!);
        break;
      case 'join':
        client.join(ROOMS[act.room]!);
        break;
      case 'sit':
        emit(client, ROOMS[0], 'sit', { seat: `seat ${act.seat}` });
        break;
      case 'tell':
        emit(client, ROOMS[0], 'tell', { id: 'den', text: `told ${++said}` });
        break;
      case 'redact':
        emit(client, ROOMS[0], 'redact', { offset: act.nth });
        break;
      case 'ban':
        if (client.who !== 'ann') emit(clients[0]!, ROOMS[1], 'ban', { who: client.who });
        break;
      case 'add':
        emit(clients[0]!, ROOMS[1], 'add', { who: client.who });
        break;
      case 'cut':
        client.drop();
        break;
      case 'half-open':
        client.wire?.halfOpen();
        break;
      case 'connect':
        client.connect();
        break;
      case 'stall':
        client.wire?.stall();
        break;
      case 'unstall':
        client.wire?.unstall();
        break;
      case 'kill':
        world.restart(0);
        break;
      case 'fault':
        world.store.next.push(act.fault);
        break;
      case 'wait':
        await world.clock.advance(act.ms);
    }
  }
  await heal(world, clients);
  return {
    wrong: [...world.violations, ...commandsWrong(world, told), ...effectsWrong(world), ...viewsWrong(world, clients), ...presenceWrong(world, clients)],
    transcript: world.transcript,
    logged: world.logged,
  };
}

async function heal(world: World, clients: readonly TestClient[]): Promise<void> {
  world.store.next.length = 0;
  if (world.bus) world.bus.faults = {};
  for (const client of clients) {
    client.connect();
    for (const address of ROOMS) client.join(address);
  }
  const quiet = (): boolean =>
    world.disk.effects.size === 0 &&
    clients.every(
      (client) =>
        client.waiting === 0 &&
        client.channels.every(({ address, state, position }) => state === 'refused' || (state === 'live' && position?.[1] === world.log(address).length)),
    );
  try {
    await world.clock.until(quiet, { within: 90_000, what: 'quiet' });
    // Who was refused may have been let in since.
    for (const client of clients) for (const address of ROOMS) client.join(address);
    await world.clock.advance(1000);
    await world.clock.until(quiet, { within: 90_000, what: 'quiet' });
  } catch {
    // What is not quiet is told by the checks.
  }
  // Presence is told with a grace of 15 s.
  await world.clock.advance(20_000);
}

/** Nothing lost, nothing twice, in order, and everyone was told once. */
function commandsWrong(world: World, told: readonly Told[]): string[] {
  const wrong: string[] = [];
  for (const { client, room: address, name, text, times, outcome } of told) {
    if (times !== 1) wrong.push(`${client.who}'s ${name} '${text}' in ${address} was answered ${times} times`);
    if (name !== 'post' || text.startsWith('!')) continue;
    const inLog = world.log(address).filter(({ name: event, body }) => event === 'posted' && body?.includes(`"${text}"`)).length;
    const redactedOnes = world.log(address).some(({ body }) => body === null);
    if (outcome === 'accepted' && inLog !== 1 && !(inLog === 0 && redactedOnes)) wrong.push(`'${text}' was accepted and is in the log ${inLog} times`);
    if (outcome !== 'accepted' && outcome !== 'forgotten' && inLog !== 0) wrong.push(`'${text}' was answered '${outcome}' and is in the log ${inLog} times`);
    if (inLog > 1) wrong.push(`'${text}' is in the log ${inLog} times`);
  }
  for (const address of ROOMS) {
    const last = new Map<number, number>();
    for (const { by, offset } of world.log(address)) {
      if (!by) continue;
      if (by[1] <= (last.get(by[0]) ?? 0)) wrong.push(`${address} ${offset}: ${by[1]} after ${last.get(by[0])}`);
      last.set(by[0], by[1]);
    }
    const outOfRow = world.log(address).findIndex(({ offset }, index) => offset !== index + 1);
    if (outOfRow >= 0) wrong.push(`${address} has a gap at ${outOfRow}`);
  }
  return wrong;
}

/** What one room tells another arrives there once, in order. */
function effectsWrong(world: World): string[] {
  const textOf = (body: string | null): string => String((JSON.parse(body ?? '{}') as { text?: unknown }).text);
  const asked = world
    .log(ROOMS[0])
    .filter(({ name }) => name === 'told')
    .map(({ body }) => textOf(body));
  const heard = world
    .log(ROOMS[1])
    .filter(({ name }) => name === 'heard')
    .map(({ body }) => textOf(body));
  return asked.join() === heard.join() ? [] : [`told ${asked.join()}, heard ${heard.join()}`];
}

/** Everyone's view is the fold of the log as they may see it. */
function viewsWrong(world: World, clients: readonly TestClient[]): string[] {
  const wrong: string[] = [];
  for (const address of ROOMS) {
    const banned = new Set<string>();
    const members = new Set(address === ROOMS[0] ? PEOPLE : ['ann', 'bob', 'cat']);
    for (const { name, body } of world.log(address)) {
      const { who: whom } = JSON.parse(body ?? '{}') as { who?: string };
      if (name === 'banned' && whom) banned.add(whom);
      if (name === 'added' && whom) {
        banned.delete(whom);
        members.add(whom);
      }
    }
    for (const client of clients) {
      const channel = client.channel(address);
      const mayEnter = members.has(client.who as (typeof PEOPLE)[number]) && !banned.has(client.who);
      if (channel.state !== (mayEnter ? 'live' : 'refused'))
        wrong.push(`${client.who} is '${channel.state}' in ${address} and ${mayEnter ? 'may' : 'may not'} enter`);
      if (!mayEnter || channel.state !== 'live') continue;
      const expected = expectedView(world, address, client.who);
      if (JSON.stringify(channel.view) !== JSON.stringify(expected))
        wrong.push(`${client.who} sees of ${address} ${JSON.stringify(channel.view)}, not ${JSON.stringify(expected)}`);
    }
  }
  return wrong;
}

function expectedView(world: World, address: string, viewer: string): unknown {
  let view: { lines: { o: number; name: string; who: string; text: string | null }[] } = { lines: [] };
  for (const { offset, name, at, body, audience } of world.log(address)) {
    const seesAll = address === ROOMS[1] && viewer === 'ann';
    if (audience !== null && !seesAll && !(JSON.parse(audience) as string[]).includes(viewer)) continue;
    view = privateContract.apply!(view, { offset, name, at, data: body === null ? null : JSON.parse(body) } as never);
  }
  return view;
}

function presenceWrong(world: World, clients: readonly TestClient[]): string[] {
  const wrong: string[] = [];
  for (const address of ROOMS) {
    const here = clients
      .filter((client) => client.connected && client.channel(address).state === 'live')
      .map((client) => client.who)
      .sort();
    for (const client of clients) {
      const channel = client.channel(address);
      if (!client.connected || channel.state !== 'live') continue;
      const seen = [...channel.presence]
        .filter(([, devices]) => Object.keys(devices).length === 1)
        .map(([name]) => name)
        .sort();
      if (seen.join() !== here.join() || channel.presence.size !== here.length)
        wrong.push(`${client.who} sees ${JSON.stringify([...channel.presence])} in ${address}, where ${here.join()} are`);
    }
  }
  return wrong;
}
