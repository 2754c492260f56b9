/** Another client of the same identity has taken over the outbox: the command is still sent, and its effect seen, but its reply goes there. */
export class Adopted extends Error {
  override readonly name = 'Adopted';
  constructor() {
    super('Another window took over what was still to be sent, and sends it.');
  }
}

/** The client was closed before the answer came. A persisted outbox sends the command at the next start. */
export class Closed extends Error {
  override readonly name = 'Closed';
  constructor() {
    super('The client was closed before the answer came.');
  }
}
