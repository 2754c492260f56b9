import type { ErrorKind } from './errors.ts';

/** For each kind of error a sentence for a person: what happened, and what to do. */
export const sentences: Readonly<Record<ErrorKind, string>> = {
  'bad-frame': 'The frame is not readable. Send UTF-8 JSON: a message or an array of messages.',
  'bad-message': 'The message does not fit the protocol.',
  'bad-input': 'The input does not fit the contract.',
  'unknown-name': 'The contract has no such command, query or signal. Reload: this client may be older than the server.',
  'not-found': 'There is no such channel, or it is not for you.',
  refused: 'The channel refused the command.',
  'out-of-turn': 'An earlier command of this client has not arrived. Send again in order.',
  'too-many-unsettled': 'Too many commands wait for their answers.',
  'id-reused': 'This command id was used for another input. Take a new client id.',
  forgotten: 'It is too long ago to know whether this was done. Look, and do it again if it was not.',
  'too-fast': 'Too many at once. Wait as long as it says.',
  overloaded: 'The server is busy. It will be tried again.',
  'not-claimed': 'This connection has not claimed that client id.',
  'too-many': 'A limit of this connection is reached.',
  'not-joined': 'Join the channel first.',
  unauthorised: 'Sign in again.',
  internal: 'Something broke in the server. It has been logged.',
};
