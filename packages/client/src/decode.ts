import { readFrame, type FromHub } from '@atrium/protocol';

// The fields without which a message means nothing, with their types. What else it carries is for newer clients.
const needed: Readonly<Record<FromHub['t'], string>> = {
  welcome: 'identity:object heartbeatMs:number now:number',
  joined: 'channel:string ch:number outcome:string at:position tags:array',
  refused: 'channel:string error:object',
  snapshot: 'ch:number at:position part:number text:string',
  batch: 'ch:number term:string from:number to:number events:array',
  reply: 'c:number channel:string n:number',
  answer: 'id:number',
  signal: 'ch:number name:string who:string device:string',
  presence: 'ch:number here:array gone:array',
  head: 'channel:string at:position last:number deleted:array',
  unwatched: 'channel:string',
  fault: 'error:object',
  drain: 'afterMs:number',
  beat: '',
  state: 'ch:number at:position set:object',
  people: 'here:array gone:array',
  tags: 'ch:number tags:array',
};

const typeOf = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);
const isPosition = (value: unknown): boolean => Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number';

function isFromHub(message: unknown): message is FromHub {
  if (typeOf(message) !== 'object') return false;
  const fields = message as Readonly<Record<string, unknown>>;
  if (typeof fields['t'] !== 'string' || !Object.hasOwn(needed, fields['t'])) return false;
  return needed[fields['t'] as FromHub['t']].split(' ').every((field) => {
    const [name = '', type] = field.split(':');
    return type === undefined || (type === 'position' ? isPosition(fields[name]) : typeOf(fields[name]) === type);
  });
}

/**
 * The messages of a frame that this client knows. It is written by hand and lenient, where the hub is strict: an older client
 * survives a newer hub's messages and fields. `ignored` counts those it could not use.
 * @throws AtriumError when the frame is not readable.
 */
export function decode(data: unknown): { readonly messages: readonly FromHub[]; readonly ignored: number } {
  const all = readFrame(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer), Infinity);
  const messages = all.filter(isFromHub);
  return { messages, ignored: all.length - messages.length };
}
