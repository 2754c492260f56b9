/** Why a request was refused, as a client reads it. */
export interface RefusalBody {
  readonly kind: 'bad-input' | 'unauthorised' | 'not-found' | 'refused' | 'name-taken' | 'wrong-password' | 'too-fast' | 'overloaded' | 'internal';
  /** One sentence: what happened, what to do. */
  readonly message: string;
  /** The field of the form that it is about. */
  readonly field?: string;
  readonly retryAfterMs?: number;
}

/** Thrown by routes; one place answers it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly body: RefusalBody;

  constructor(status: number, body: RefusalBody) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

export const badInput = (field: string, message: string): Refusal => new Refusal(400, { kind: 'bad-input', field, message });
/** Missing and forbidden look the same. */
export const notFound = (): Refusal => new Refusal(404, { kind: 'not-found', message: 'There is nothing here, or it is not for you.' });
export const signedOut = (): Refusal => new Refusal(401, { kind: 'unauthorised', message: 'Sign in first.' });
export const accountClosed = (): Refusal =>
  new Refusal(403, { kind: 'unauthorised', message: 'This account is closed. Ask an administrator of the workspace.' });
export const deadLink = (): Refusal => new Refusal(404, { kind: 'not-found', message: 'This link does not work any more. Ask for a new one.' });
export const nameTaken = (): Refusal =>
  new Refusal(409, { kind: 'name-taken', field: 'name', message: 'Somebody here has that name already. Choose another one.' });
export const tooFast = (retryAfterMs: number): Refusal =>
  new Refusal(429, { kind: 'too-fast', message: 'Too many tries. Wait a moment and try again.', retryAfterMs });
