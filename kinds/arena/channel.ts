import { defineKind, type LiveContext, type LiveWorld, refuse } from '@atrium/server';
import { decideFollow, follow, type Room, roleIn, speak, unplaced } from '@atrium/table';
import { withRound } from './apply.ts';
import { arena, type ArenaView } from './contract.ts';
import { look, type Seen, WHOLE_EVERY, writeFrame } from './frames.ts';
import { Game } from './game.ts';
import { HZ, type Steering } from './rules.ts';

interface ArenaState {
  readonly room: Room;
  view: ArenaView;
}

/** A harbour as the hub runs it: the game is a live world, and what it leaves behind is an event a round. */
export const arenaKind = defineKind(arena, {
  initial: (): ArenaState => ({ room: unplaced(), view: { rounds: 0, last: null, best: [] } }),
  evolve: (state, { name, data, at }) => {
    if (data === null) return state;
    if (name === 'followed') follow(state.room, data);
    else state.view = { rounds: state.view.rounds + 1, last: { at, scores: data.scores }, best: withRound(state.view.best, data) };
    return state;
  },
  decide: {
    follow: decideFollow,
    finish: (_state, { scores }, { identity, id }) =>
      identity.id === `channel:arena/${id}`
        ? { events: [{ name: 'finished', data: { scores } }], reply: {} }
        : refuse('not-allowed', 'The game says when a round is over.'),
  },
  queries: {},
  viewer: ({ room }, identity) => {
    const role = roleIn(room, identity);
    return role && { role };
  },
  viewerEvents: ['followed'],
  openTo: ['follow'],
  show: ({ view }) => view,
  react: ({ name, data }, { id, state }) => {
    if (name !== 'finished' || data === null) return [];
    const [first] = data.scores;
    if (!first) return [];
    const people = data.scores.filter(({ who }) => who !== null);
    const told = people.map(({ who, score }) => `<@${who}> ${score}`).join(', ');
    return [speak(id, first.who === null ? `Round ${state.view.rounds}: a bot brought home ${first.score}. ${told}` : `Round ${state.view.rounds}: ${told}`)];
  },
  live: { hz: HZ, wanted: ({ room }) => room.placed && !room.archived, open: (context) => new Harbour(context) },
});

/** The world of one arena: players' steering in, frames out. */
class Harbour implements LiveWorld {
  readonly #context: LiveContext<ArenaState>;
  readonly #game: Game;
  /** The connection that steers for somebody: the last that began. */
  readonly #connections = new Map<string, string>();
  #whole: Seen | undefined;
  #toldSeats = '';
  /** Somebody has steered in this round. */
  #played = false;

  constructor(context: LiveContext<ArenaState>) {
    this.#context = context;
    this.#game = new Game(Number.parseInt(context.random().slice(0, 8), 16));
  }

  readonly heard: LiveWorld['heard'] = ({ name, who, connection, data }) => {
    // Frames and seats are told by the game alone, whoever else says so.
    if (name !== 'steer') return true;
    const state = this.#context.state();
    if (!state?.room.members.has(who) || !Array.isArray(data)) return true;
    if (this.#connections.get(who) !== connection) {
      this.#connections.set(who, connection);
      this.#game.forget(who);
    }
    for (const { n, x, y } of data as readonly ({ readonly n: number } & Steering)[]) this.#game.steer(who, { n, steering: { x, y } });
    this.#played ||= (data as readonly Steering[]).some(({ x, y }) => x !== 0 || y !== 0);
    return true;
  };

  readonly step = (): void => {
    const here = this.#context.here();
    this.#game.keepOnly(here);
    for (const who of this.#connections.keys()) if (!here.has(who)) this.#connections.delete(who);
    const scores = this.#game.advance();
    if (scores && this.#played && scores.some(({ who }) => who !== undefined)) {
      this.#context.command('finish', { scores: scores.map(({ who, score }) => ({ who: who ?? null, score })) });
      this.#played = false;
    }
    const seen = look(this.#game);
    const isWhole = !this.#whole || this.#game.step % WHOLE_EVERY === 0;
    if (isWhole) this.#whole = seen;
    this.#context.tell('frame', { bytes: writeFrame(seen, isWhole ? undefined : this.#whole) });
    const seats = [...this.#game.boats.values()].map(({ seat, who }) => ({ seat, who: who ?? null }));
    const told = JSON.stringify(seats);
    if (told !== this.#toldSeats || this.#game.step % HZ === 0) this.#context.tell('seats', { seats });
    this.#toldSeats = told;
  };
}
