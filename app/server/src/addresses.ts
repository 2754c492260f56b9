import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { isLoopback, type Peer } from './peer.ts';

/** Where this server can be reached, known once it listens. */
export class Addresses {
  readonly #publicUrl: string | undefined;
  readonly #scheme: 'http' | 'https';
  readonly #own: string;
  readonly #lan: readonly string[];
  #port = 0;

  /** `lan`: this machine's addresses; they count when we listen on all of them. */
  constructor({
    publicUrl,
    tls,
    host,
    lan,
  }: {
    readonly publicUrl: string | undefined;
    readonly tls: boolean;
    readonly host: string | undefined;
    readonly lan: readonly string[];
  }) {
    this.#publicUrl = publicUrl;
    this.#scheme = tls ? 'https' : 'http';
    const everywhere = host === undefined || host === '::' || host === '0.0.0.0';
    this.#own = everywhere || isLoopback(host) ? 'localhost' : isIP(host) === 6 ? `[${host}]` : host;
    this.#lan = everywhere ? lan : [];
  }

  listening(port: number): void {
    this.#port = port;
  }

  /** On this machine. */
  get local(): string {
    return this.#origin(this.#own);
  }

  /** On the network around it, the likeliest first. */
  get network(): readonly string[] {
    return this.#lan.map((host) => this.#origin(host));
  }

  /** Where another device can open a link without anything being known of it: for links that are printed. */
  get reachable(): string {
    return this.#publicUrl ?? this.network[0] ?? this.local;
  }

  get publicUrl(): string | undefined {
    return this.#publicUrl;
  }

  /** Where a link should point that this person hands on: as they see us, unless that is a name only their own machine knows. */
  linkBase(peer: Peer): string {
    if (this.#publicUrl !== undefined) return this.#publicUrl;
    const name = peer.host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
    if (name === '' || name === 'localhost' || name.endsWith('.localhost') || isLoopback(name)) return this.reachable;
    return `${peer.secure ? 'https' : 'http'}://${peer.host}`;
  }

  #origin(host: string): string {
    const usual = this.#scheme === 'https' ? 443 : 80;
    return `${this.#scheme}://${host}${this.#port === usual ? '' : `:${this.#port}`}`;
  }
}

/** This machine's addresses on its networks, IPv4 first: they are the ones that a person can type. Link-local ones need a zone, and containers' bridges nobody reaches. */
export function networkAddresses(interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces()): readonly string[] {
  const found = Object.entries(interfaces)
    .filter(([name]) => !/^(?:docker|br-|veth|virbr)/.test(name))
    .flatMap(([, addresses]) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:') && !address.startsWith('169.254.'));
  const v4 = found.filter(({ family }) => family === 'IPv4').map(({ address }) => address);
  const v6 = found.filter(({ family }) => family === 'IPv6').map(({ address }) => `[${address}]`);
  return [...v4, ...v6];
}
