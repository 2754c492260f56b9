import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, type Socket } from 'node:net';

/** Who asked, and under which address they see us. */
export interface Peer {
  readonly address: string;
  /** The host they asked for, with its port; empty when it is none that could be in a link. */
  readonly host: string;
  /** They speak https, with us or with a trusted proxy. */
  readonly secure: boolean;
  /** It came through somebody else, trusted or not. */
  readonly forwarded: boolean;
}

/**
 * Reads the forwarding headers of trusted proxies, and of nobody else: the client is the last address in the chain that we do not
 * trust, because everything left of it could have been made up by it.
 */
export function peerOf(request: Pick<IncomingMessage, 'headers'> & { readonly socket: Pick<Socket, 'remoteAddress'> }, trusted: BlockList): Peer {
  const forwarded = header(request, 'x-forwarded-for') !== undefined || header(request, 'forwarded') !== undefined;
  const direct = plain(request.socket.remoteAddress ?? '');
  const tls = 'encrypted' in request.socket && request.socket.encrypted === true;
  if (!isIn(trusted, direct)) return { address: direct, host: usableHost(header(request, 'host')), secure: tls, forwarded };
  const chain = [...list(header(request, 'x-forwarded-for')).map(plain), direct];
  const address = chain.findLast((hop) => !isIn(trusted, hop)) ?? chain[0] ?? direct;
  const proto = list(header(request, 'x-forwarded-proto')).at(-1);
  const host = list(header(request, 'x-forwarded-host')).at(-1) ?? header(request, 'host');
  return { address, host: usableHost(host), secure: proto === undefined ? tls : proto.toLowerCase() === 'https', forwarded };
}

/** One household or office: an IPv6 customer is given a whole /64, so its single addresses tell nobody apart. */
export function neighbourhood(address: string): string {
  if (isIP(address) !== 6) return address;
  const [left = '', right] = address.split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const groups = right === undefined ? head : [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
export const isLoopback = (address: string): boolean => isIn(loopback, address);

const isIn = (list: BlockList, address: string): boolean => {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
};
/** A dual-stack socket shows IPv4 as ::ffff:192.0.2.1. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
const list = (value: string | undefined): string[] =>
  (value ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
const usableHost = (host: string | undefined): string =>
  host !== undefined && /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/.test(host) ? host.toLowerCase() : '';
function header({ headers }: Pick<IncomingMessage, 'headers'>, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
