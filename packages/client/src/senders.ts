import { AtriumError, limits, type ChannelAddress, type FromClient, type FromHub, type Position } from '@atrium/protocol';
import { backoffMs } from './backoff.ts';
import { commandFrom, kept, type Command } from './command.ts';
import { Adopted } from './errors.ts';
import { assertFits, bytesOf, clientLimits, tooLong } from './limits.ts';
import type { Lane } from './lane.ts';
import { Lost, type Hold, type Outbox } from './outbox/outbox.ts';
import { PendingCommands } from './pending.ts';
import { covers } from './position.ts';
import { Sender } from './sender.ts';
import type { Surroundings } from './surroundings.ts';
import { errorFrom } from './verdict.ts';

/** The open connection, as far as commands go. */
export interface Wire {
  readonly frameBytes: number;
  send(message: FromClient): void;
  drop(): void;
}

export interface SendersNeeds {
  readonly outbox: Outbox;
  readonly surroundings: Surroundings;
  /** Whose commands they are, as far as that is known before the first welcome. */
  readonly identity: string | undefined;
  /** The hub's clock. */
  readonly now: () => number;
  /** The position up to which a joined channel is shown; undefined when it is not joined: then the reply is enough. */
  readonly shownUpTo: (channel: string) => Position | 'nothing-yet' | undefined;
  readonly changed: (channel: string) => void;
  /** The outbox could not be written; the command is sent all the same. */
  readonly trouble: (error: unknown) => void;
  /** The own client id is not this client's any more. */
  readonly lost: () => void;
}

/** Milliseconds for an outbox to write. A browser's storage that hangs keeps nobody from speaking. */
const WRITTEN_WITHIN_MS = 3_000;

type Reply = Extract<FromHub, { t: 'reply' }>;

/** Sends commands until they are answered: from this client's own outbox, and from those that it adopted. */
export class Senders {
  readonly #needs: SendersNeeds;
  readonly #others = new Set<Sender>();
  #own: Sender;
  #wire: Wire | undefined;
  /** The senders claimed on this connection, in the order of the claims: a command names its client by its place. */
  #claims: Sender[] = [];
  #commandCount = 0;
  #commandBytes = 0;
  /** There was a welcome, so the hub's clock is known. */
  #met = false;
  readonly pending: PendingCommands;

  constructor(needs: SendersNeeds) {
    this.#needs = needs;
    this.pending = new PendingCommands(needs.changed);
    this.#own = this.#newSender(needs.identity);
  }

  /** Client ids in the order of this connection's claims. */
  get claimed(): readonly string[] {
    return this.#claims.map(({ client }) => client);
  }

  /**
   * Takes a command: numbered, kept, sent, and sent again until it is answered. `input` is JSON already.
   * @throws AtriumError `too-many` or `bad-input`, before anything was kept.
   */
  give(
    channel: ChannelAddress,
    { name, input, keep }: { name: string; input: unknown; keep: boolean },
  ): { readonly command: Command; readonly reply: Promise<unknown> } {
    const bytes = bytesOf(JSON.stringify(input));
    assertFits(bytes, this.#wire?.frameBytes ?? limits.frameBytes);
    if (this.#commandCount >= clientLimits.commands || this.#commandBytes + bytes > clientLimits.commandBytes) {
      throw new AtriumError({ kind: 'too-many', message: 'Too much waits to be sent. Wait for the connection.' });
    }
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const command: Command = {
      client: this.#own.client,
      n: this.#own.laneOf(channel).next,
      channel,
      name,
      input,
      bytes,
      at: this.#needs.now(),
      local: !this.#met,
      keep,
      state: 'storing',
      again: false,
      putOff: undefined,
      tries: 0,
      shown: false,
      accepted: undefined,
      failed: undefined,
      waiter: { resolve, reject },
    };
    this.#count(command, 1);
    this.pending.add(command);
    this.#store(command, this.#own);
    return { command, reply: promise };
  }

  /** A connection is open: claims, and gives back what to say after the channels are joined. */
  open(wire: Wire, identity: string): () => void {
    // Commands go out under the identity that gave them, or not at all.
    if (this.#own.identity !== undefined && this.#own.identity !== identity) this.#letGo(this.#own, new Adopted());
    for (const other of [...this.#others]) if (other.identity !== identity) this.#letGo(other, new Adopted());
    this.#met = true;
    for (const command of this.#own.commands()) this.#setRight(command);
    this.#own.identity = identity;
    this.#attempt(this.#own.hold.identify(identity));
    this.#wire = wire;
    this.#claims = [this.#own, ...[...this.#others].filter((sender) => !sender.idle).slice(0, limits.clients - 1)];
    wire.send({ t: 'claim', clients: this.#claims.map(({ client }) => client) });
    return () => this.#pump();
  }

  /** The connection is gone. */
  cut(): void {
    this.#wire = undefined;
    this.#claims = [];
    for (const sender of this.#all) for (const lane of sender.lanes) lane.cut();
  }

  /** Takes over what earlier clients of this identity left behind. */
  async adopt(): Promise<void> {
    const { identity } = this.#own;
    const room = limits.clients - this.#claims.length;
    if (identity === undefined || room <= 0) return;
    for (const hold of await this.#needs.outbox.adopt(identity, room)) {
      const sender = this.#take(hold, identity);
      for (const keptCommand of [...hold.commands].sort((a, b) => a.n - b.n)) {
        const command = commandFrom(hold.client, keptCommand, bytesOf(JSON.stringify(keptCommand.input)));
        this.#setRight(command);
        this.#count(command, 1);
        if (!command.failed) sender.laneOf(command.channel).add(command);
        this.pending.adopt(command, this.#own.client);
      }
      this.#others.add(sender);
      if (!sender.idle) this.#claim(sender);
    }
    this.#pump();
  }

  /** The hub's answer to a command. */
  replied(message: Reply): void {
    const sender = this.#claims[message.c];
    const command = sender?.laneOf(message.channel).find(message.n);
    if (!sender || sender.gone || command?.state !== 'sent') return;
    command.shown ??= false;
    this.pending.touched(command);
    if (message.error === undefined) return this.#accept(sender, command, message);
    const error = errorFrom(message.error);
    switch (error.kind) {
      case 'out-of-turn':
        return this.#outOfTurn(sender, command);
      case 'id-reused':
        return this.#takeNewId(sender, command);
      case 'not-claimed':
        // This connection and the hub do not agree on who speaks: a new one claims anew.
        return this.#wire?.drop();
      default:
        return error.retry === 'later' ? this.#putOff(command, error.retryAfterMs) : this.#refuse(sender, command, error);
    }
  }

  /** The channel is shown up to `position`: accepted commands up to it are done. */
  covered(channel: string, position: Position): void {
    for (const command of this.pending.of(channel)) {
      const { accepted } = command;
      if (accepted && (!accepted.at || covers(position, accepted.at))) this.#done(command);
    }
  }

  /** The channel is not shown any more: accepted commands are done. */
  uncovered(channel: string): void {
    for (const command of this.pending.of(channel)) if (command.accepted) this.#done(command);
  }

  /** An event that came of a command of this client's or an adopted one's was applied. */
  appeared(channel: string, client: string, n: number): void {
    for (const command of this.pending.of(channel)) if (command.client === client && command.n === n) command.shown = true;
  }

  /** Forgets a command that was finally refused and kept to be shown. The answer is what it was. */
  discard(channel: string, which: number | { readonly n: number; readonly client?: string }): Command | undefined {
    const { n, client }: { n: number; client?: string } = typeof which === 'number' ? { n: which } : which;
    const command = this.pending.of(channel).find((other) => other.failed && other.n === n && (!client || other.client === client));
    if (!command) return undefined;
    this.pending.remove(command);
    this.#count(command, -1);
    const sender = [...this.#all].find(({ client }) => client === command.client);
    if (sender) this.#after(sender.hold.remove(command.channel, command.n), () => this.#retire(sender));
    return command;
  }

  /** Another connection speaks for these ids now, or this client's lease was taken: all it knows of them is forgotten, and it takes a new id. */
  superseded(): void {
    for (const sender of [...this.#all]) this.#letGo(sender, new Adopted());
  }

  /** Nobody is answered any more; what is kept stays kept. */
  giveUp(error: Error): void {
    for (const channel of this.pending.channels) {
      for (const command of this.pending.of(channel)) {
        command.waiter?.reject(error);
        command.waiter = undefined;
      }
    }
  }

  /** Lets go of every outbox: what is unanswered is for the next start. */
  async release(): Promise<void> {
    await Promise.allSettled([...this.#all].map(async (sender) => sender.hold.release()));
  }

  get #all(): Set<Sender> {
    return new Set([this.#own, ...this.#others]);
  }

  #newSender(identity: string | undefined): Sender {
    const sender = this.#take(this.#needs.outbox.open(this.#needs.surroundings.newId()), identity);
    if (identity !== undefined) this.#attempt(sender.hold.identify(identity));
    return sender;
  }

  #take(hold: Hold, identity: string | undefined): Sender {
    const sender = new Sender(hold);
    sender.identity = identity;
    hold.lost = () => this.#lost(sender);
    return sender;
  }

  #lost(sender: Sender): void {
    if (sender.gone) return;
    const own = sender === this.#own;
    this.#letGo(sender, new Adopted());
    // The hub still takes this connection for the one that speaks for it.
    if (own || this.#claims.includes(sender)) this.#needs.lost();
  }

  #letGo(sender: Sender, error: Error): void {
    sender.gone = true;
    for (const channel of this.pending.channels) {
      for (const command of this.pending.of(channel)) {
        if (command.client !== sender.client) continue;
        this.#forget(command);
        command.waiter?.reject(error);
      }
    }
    this.#attempt(sender.hold.release());
    this.#others.delete(sender);
    if (sender === this.#own) this.#own = this.#newSender(sender.identity);
  }

  // This machine's clock may be wrong by a year, and the hub tells the age of a command by its own.
  #setRight(command: Command): void {
    if (command.local) command.at += this.#needs.now() - this.#needs.surroundings.clock.now();
    command.local = false;
  }

  #claim(sender: Sender): void {
    if (!this.#wire) return;
    this.#claims.push(sender);
    this.#wire.send({ t: 'claim', clients: [sender.client] });
  }

  #store(command: Command, sender: Sender): void {
    const lane = sender.laneOf(command.channel);
    lane.add(command);
    this.#after(sender.hold.add(kept(command)), () => {
      if (command.state === 'storing') command.state = 'waiting';
      this.#pump();
    });
  }

  #pump(): void {
    const wire = this.#wire;
    if (!wire) return;
    for (const [c, sender] of this.#claims.entries()) {
      if (!sender.gone) for (const lane of sender.lanes) this.#pumpLane(lane, { c, sender, wire });
    }
  }

  #pumpLane(lane: Lane, { c, sender, wire }: { c: number; sender: Sender; wire: Wire }): void {
    for (const command of lane.sendable()) {
      if (command.bytes + clientLimits.envelopeBytes > wire.frameBytes) return this.#refuse(sender, command, tooLong());
      const { channel, n, name, input, again, at } = command;
      wire.send({ t: 'command', c, channel, n, settled: lane.settled, ...(again && { again, first: at }), name, input });
      command.state = 'sent';
      // Whoever left it may have sent it: then its event is in what is shown, by nobody that is known here.
      if (sender !== this.#own && !command.tries) command.shown ||= undefined;
      command.again = true;
    }
  }

  #accept(sender: Sender, command: Command, { at, reply }: Reply): void {
    command.accepted = { at: at as Position | undefined, reply };
    this.#answered(sender, command, sender.hold.remove(command.channel, command.n));
    const upTo = this.#needs.shownUpTo(command.channel);
    if (upTo === undefined || !at || (upTo !== 'nothing-yet' && covers(upTo, at as Position))) this.#done(command);
  }

  #refuse(sender: Sender, command: Command, error: AtriumError): void {
    const stays = command.keep || error.kind === 'forgotten';
    command.failed = error;
    if (stays) this.pending.touched(command);
    else this.#forget(command);
    this.#answered(sender, command, stays ? sender.hold.change(kept(command)) : sender.hold.remove(command.channel, command.n));
    command.waiter?.reject(error);
    command.waiter = undefined;
  }

  // It leaves its lane, and so counts as settled, when the outbox has forgotten it: the hub answers nothing that was settled, so a command
  // that is adopted after it was settled would wait for ever.
  #answered(sender: Sender, command: Command, written: void | Promise<void>): void {
    command.state = 'answered';
    this.#after(written, () => {
      sender.laneOf(command.channel).drop(command);
      this.#pump();
      this.#retire(sender);
    });
  }

  #done(command: Command): void {
    this.#forget(command);
    command.waiter?.resolve(command.accepted?.reply);
    command.waiter = undefined;
  }

  #forget(command: Command): void {
    this.pending.remove(command);
    this.#count(command, -1);
  }

  // An adopted outbox goes when nothing of it is left.
  #retire(sender: Sender): void {
    if (sender === this.#own || !sender.idle) return;
    const shows = this.pending.channels.some((channel) => this.pending.of(channel).some(({ client, failed }) => failed && client === sender.client));
    if (shows || !this.#others.delete(sender)) return;
    sender.gone = true;
    this.#attempt(sender.hold.release());
  }

  #outOfTurn(sender: Sender, command: Command): void {
    command.state = 'waiting';
    // It was certainly not done; in a lane that is being left, it follows those that have left.
    if (sender !== this.#own && sender.laneOf(command.channel).left) return this.#move(sender, command);
    // One that lies behind a refusal is admitted with the new settled; one that is refused over and over waits.
    if (++command.tries > 3) return this.#putOff(command, undefined);
    this.#pump();
  }

  #putOff(command: Command, retryAfterMs: number | undefined): void {
    const { clock, random } = this.#needs.surroundings;
    const wait = Math.max(retryAfterMs ?? 0, backoffMs(command.tries++, random), 1);
    command.state = 'waiting';
    // By the timer, not by the clock: that may be set right meanwhile.
    const call = (command.putOff = {});
    clock.after(wait, () => {
      if (command.putOff === call) command.putOff = undefined;
      this.#pump();
    });
  }

  // The hub knows this id with another input, so it was not done. It is given anew under a new client id, and with it what was never on
  // the wire; what was may have been done, and gets its own answer under the old id first.
  #takeNewId(sender: Sender, command: Command): void {
    if (sender === this.#own) {
      this.#own = this.#newSender(sender.identity);
      this.#others.add(sender);
      if (this.#claims.length < limits.clients) this.#claim(this.#own);
    }
    const lane = sender.laneOf(command.channel);
    lane.left = true;
    for (const moving of [command, ...lane.commands.filter((other) => other !== command && !other.again)]) this.#move(sender, moving);
    if (!this.#claims.includes(this.#own)) this.#wire?.drop();
  }

  #move(sender: Sender, command: Command): void {
    const { channel, n } = command;
    sender.laneOf(channel).drop(command);
    command.client = this.#own.client;
    command.n = this.#own.laneOf(channel).next;
    command.again = false;
    command.state = 'storing';
    command.tries = 0;
    this.#store(command, this.#own);
    this.#after(sender.hold.remove(channel, n), () => this.#retire(sender));
    this.pending.touched(command);
  }

  #count(command: Command, by: 1 | -1): void {
    this.#commandCount += by;
    this.#commandBytes += by * command.bytes;
  }

  // At once when it is done at once, so that everything of one turn leaves in one frame.
  #after(written: void | Promise<void>, then: () => void): void {
    if (!written) return then();
    let over = false;
    const finish = (trouble?: unknown): void => {
      callOff();
      if (over) return;
      over = true;
      if (trouble instanceof Lost) return;
      if (trouble !== undefined) this.#needs.trouble(trouble);
      then();
    };
    const callOff = this.#needs.surroundings.clock.after(WRITTEN_WITHIN_MS, () => finish(new Error('The outbox does not answer.')));
    written.then(() => finish(), finish);
  }

  #attempt(written: void | Promise<void>): void {
    if (written) written.catch((error: unknown) => error instanceof Lost || this.#needs.trouble(error));
  }
}
