import { BlockList, isIP } from 'node:net';
import * as v from 'valibot';

interface Option<T, F extends string | undefined> {
  readonly help: string;
  readonly schema: v.GenericSchema<string, T>;
  /** As it would be typed; undefined: it may be left unset. */
  readonly fallback: F;
}
const withDefault = <T>(schema: v.GenericSchema<string, T>, fallback: string, help: string): Option<T, string> => ({ schema, help, fallback });
const optional = <T>(schema: v.GenericSchema<string, T>, help: string): Option<T, undefined> => ({ schema, help, fallback: undefined });

const Port = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/, 'a port is a number from 0 to 65535'),
  v.transform(Number),
  v.maxValue(65_535, 'a port is a number from 0 to 65535'),
);

/** Only the origin is kept: Atrium stands at the root of its address. */
const Origin = v.pipe(
  v.string(),
  v.check((text) => {
    const url = URL.parse(text);
    return url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  }, 'write it like https://atrium.example.org, without a path'),
  v.transform((text) => new URL(text).origin),
);

const PREFIX_BITS = { ipv4: 32, ipv6: 128 } as const;
function isNetwork(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= PREFIX_BITS[family === 4 ? 'ipv4' : 'ipv6']);
}
const Networks = v.pipe(
  v.string(),
  v.transform((text) => text.split(/[\s,]+/).filter((entry) => entry !== '')),
  v.check((entries) => entries.every(isNetwork), 'write addresses or networks, like 127.0.0.1, 10.0.0.0/8'),
  v.transform((entries) => {
    const list = new BlockList();
    for (const entry of entries) {
      const [address = '', prefix] = entry.split('/');
      const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
      list.addSubnet(address, prefix === undefined ? PREFIX_BITS[family] : Number(prefix), family);
    }
    return list;
  }),
);

const Switch = v.pipe(
  v.picklist(['on', 'off'], 'write on or off'),
  v.transform((text) => text === 'on'),
);

/** Everything that can be set, by environment or file. The one table: parsing, errors and `--help` come of it. */
export const options = {
  PORT: withDefault(Port, '3000', 'Port to listen on; 0 takes a free one.'),
  HOST: optional(v.string(), 'Address to listen on. Default: all of this machine.'),
  ATRIUM_DATA: withDefault(v.string(), './data', 'Folder for everything that Atrium keeps: live/ and backups/.'),
  ATRIUM_URL: optional(Origin, 'Public address, when people reach it by another one, like https://atrium.example.org.'),
  ATRIUM_TRUSTED_PROXIES: withDefault(Networks, '', 'Proxies whose X-Forwarded-For, -Proto and -Host are believed, like 127.0.0.1, 10.0.0.0/8.'),
  ATRIUM_SOCKETIO: withDefault(Switch, 'off', 'on: serves Socket.IO clients too, at /socket.io/. See docs/guides/socketio.md.'),
  ATRIUM_YJS: withDefault(Switch, 'off', 'on: opens documents to y-websocket’s provider too, at /yjs/. See docs/guides/documents.md.'),
  ATRIUM_TLS_CERT: optional(v.string(), 'File with a TLS certificate chain (PEM), to serve https without a proxy.'),
  ATRIUM_TLS_KEY: optional(v.string(), 'File with its private key (PEM).'),
};
export type OptionName = keyof typeof options;
export const optionNames = Object.keys(options) as readonly OptionName[];

export function helpText(): string {
  const width = Math.max(...optionNames.map((name) => name.length));
  const lines = optionNames.map((name) => {
    const { help, fallback } = options[name];
    return `  ${name.padEnd(width)}  ${help}${fallback ? ` Default: ${fallback}` : ''}`;
  });
  return [
    'npm start                 starts Atrium',
    'npm start -- --help       shows this',
    'npm run demo              starts a throw-away workspace with people, history and bots',
    '',
    'Settings, from the environment or from a file of NAME=VALUE lines (./atrium.config, or the file that ATRIUM_CONFIG names). The environment wins.',
    '',
    ...lines,
  ].join('\n');
}
