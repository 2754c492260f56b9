import { openRaw, type RawClient } from '../lib/raw-client.ts';
import type { Language, Seat, Speaker } from './speaker.ts';
import { AtriumSpeaker } from './speakers/atrium.ts';
import { ColyseusSpeaker } from './speakers/colyseus.ts';
import { BatchSpeaker, PlainSpeaker } from './speakers/plain.ts';
import { SocketIoSpeaker } from './speakers/socketio.ts';

/** Handshakes under way at once: as many as a full accept queue bears, and none waits long. */
const AT_A_TIME = 64;
/** Source addresses: one has 28,000 ports, of which some wait out their last connection. */
const ADDRESSES = 16;
/** Milliseconds in which a connection is in its rooms; thousands come in at once. */
const READY_WITHIN_MS = 60_000;

export interface Seated {
  readonly client: RawClient;
  readonly speaker: Speaker;
}

const speakers: Readonly<Record<Language, new (seat: Seat) => Speaker>> = {
  plain: PlainSpeaker,
  batch: BatchSpeaker,
  socketio: SocketIoSpeaker,
  colyseus: ColyseusSpeaker,
  atrium: AtriumSpeaker,
};

type Heard = (seat: number, messages: number, bytes: Buffer, start: number, end: number) => void;

/** Connections of one peer's language, opened in turn; `closed` counts those that ended before they were cut. */
export class Seats {
  readonly all: Seated[] = [];
  closed = 0;
  #cutting = false;
  readonly #cut = new WeakSet<RawClient>();
  readonly #language: Language;
  readonly #heard: Heard;
  readonly #waiting = new Map<number, () => void>();

  /** `heard` is called for each frame, after its speaker. */
  constructor(language: Language, heard: Heard) {
    this.#language = language;
    this.#heard = heard;
  }

  async open(seats: readonly Seat[], atATime = AT_A_TIME): Promise<void> {
    const turn = seats.values();
    await Promise.all(
      Array.from({ length: Math.min(atATime, seats.length) }, async () => {
        for (const seat of turn) await this.#open(seat);
      }),
    );
  }

  async #open(seat: Seat): Promise<void> {
    const speaker = new speakers[this.#language](seat);
    const { index } = seat;
    const client = await openRaw(
      { ...(await speaker.target()), localAddress: `127.0.0.${2 + (index % ADDRESSES)}` },
      {
        frame: (from, opcode, bytes, start, end) => {
          const messages = speaker.heard(from, opcode, bytes, start, end);
          if (this.#waiting.size > 0 && speaker.ready) this.#isReady(index);
          this.#heard(index, messages, bytes, start, end);
        },
        close: (from) => {
          if (!this.#cutting && !this.#cut.has(from)) this.closed += 1;
        },
        ...(seat.bytesPerSecond !== undefined && { bytesPerSecond: seat.bytesPerSecond }),
      },
    );
    this.all[index] = { client, speaker };
    speaker.opened(client);
    if (!speaker.ready) await this.#untilReady(index);
  }

  #untilReady(index: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Connection ${index} was not in its rooms after ${READY_WITHIN_MS} ms.`)), READY_WITHIN_MS);
      this.#waiting.set(index, () => {
        clearTimeout(late);
        resolve();
      });
    });
  }

  #isReady(index: number): void {
    this.#waiting.get(index)?.();
    this.#waiting.delete(index);
  }

  /** Without a word, as when a network is gone. */
  cutOne(index: number): void {
    const seated = this.all[index];
    if (!seated) return;
    this.#cut.add(seated.client);
    seated.client.cut();
  }

  /** Takes a seat again, with what its last speaker kept. */
  async reopen(seats: readonly Seat[], atATime = AT_A_TIME): Promise<void> {
    await this.open(
      seats.map((seat) => {
        const before = this.all[seat.index]?.speaker;
        return { ...seat, ...(before && { before }) };
      }),
      atATime,
    );
  }

  cut(): void {
    this.#cutting = true;
    for (const { client } of this.all) client.cut();
  }
}
