import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

/** OWASP's argon2id setting for a server that has memory for it: 19 MiB, two passes, one lane; some 40 ms. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const TAG_BYTES = 32;
const SALT_BYTES = 16;
/** At once: 2 × 19 MiB is what a small machine can spare, and two cores are busy with it. */
const AT_ONCE = 2;
/** Waiting: a whole office that comes in at nine is through within seconds; who comes after that is told when to come again. */
const WAITING = 200;

export class TooManyPasswords extends Error {
  override readonly name = 'TooManyPasswords';
}

/** Hashes passwords, a few at a time: a flood of sign-ins costs time, never memory. */
export class Passwords {
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #decoy: Promise<string> | undefined;

  /** In PHC string format, so that the cost can be raised later and old hashes still be read. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const tag = await this.#derive(password, salt, COST, TAG_BYTES);
    return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
  }

  /** Without a stored hash it takes the same time and says no: whether a name exists cannot be told by the clock. */
  async verify(password: string, stored: string | undefined): Promise<boolean> {
    const parts = readPhc(stored ?? (await (this.#decoy ??= this.hash('no password is this one'))));
    if (parts === undefined) return false;
    const tag = await this.#derive(password, parts.salt, parts.cost, parts.tag.length);
    return timingSafeEqual(tag, parts.tag) && stored !== undefined;
  }

  async #derive(
    password: string,
    nonce: Buffer,
    cost: { readonly memory: number; readonly passes: number; readonly parallelism: number },
    tagLength: number,
  ): Promise<Buffer> {
    await this.#turn();
    try {
      // The same password typed on another system's keyboard may come as other code points (NIST SP 800-63B §5.1.1.2).
      const message = password.normalize('NFKC');
      return await new Promise((resolve, reject) =>
        argon2('argon2id', { message, nonce, tagLength, ...cost }, (error, tag) => (error ? reject(error) : resolve(tag))),
      );
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= WAITING) throw new TooManyPasswords('Too many people are signing in at this moment.');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running += 1;
  }
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

function readPhc(text: string) {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(text);
  if (!match) return undefined;
  const [, memory, passes, parallelism, salt = '', tag = ''] = match;
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}
