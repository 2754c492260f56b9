import type { Identity } from '../kind.ts';

/** Whose connections end: all of an identity, or those of one session. */
export interface Revoked {
  readonly identity?: string;
  readonly session?: string;
}

export const isRevoked = ({ identity, session }: Revoked, of: Identity): boolean =>
  (identity === undefined || of.id === identity) && (session === undefined || of.session === session);

/**
 * A handshake may have read a session just before it ended, and be accepted just after the live connections were closed. What is revoked
 * while handshakes are under way is remembered until the last of them is through.
 */
export class Revocations {
  #list: Revoked[] = [];
  #underWay = 0;

  add(revoked: Revoked): void {
    if (this.#underWay > 0) this.#list.push(revoked);
  }

  begin(): number {
    this.#underWay += 1;
    return this.#list.length;
  }

  since(mark: number, identity: Identity): boolean {
    return this.#list.slice(mark).some((revoked) => isRevoked(revoked, identity));
  }

  end(): void {
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#list = [];
  }
}
