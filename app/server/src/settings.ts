import { readFileSync } from 'node:fs';
import type { BlockList } from 'node:net';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import * as v from 'valibot';
import { type OptionName, optionNames, options } from './options.ts';

export interface Settings {
  readonly port: number;
  /** undefined: every address of the machine. */
  readonly host: string | undefined;
  readonly dataFolder: string;
  /** The public origin, when it is not simply where we listen. */
  readonly publicUrl: string | undefined;
  readonly trustedProxies: BlockList;
  /** Socket.IO clients are served too. */
  readonly socketio: boolean;
  /** Whether documents are open to y-websocket's provider. */
  readonly yjs: boolean;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
}

/** What was set is not usable. The message says what and how it should be; the program ends with 1. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Names of ours that are read elsewhere. */
const OTHERS = ['ATRIUM_CONFIG'];

/**
 * Settings from the environment and, below it, a file.
 * @throws SettingsError on a name we do not know, a value that does not fit, or a file that cannot be read.
 */
export function readSettings(environment: Environment, folder: string): Settings {
  const file = readConfig(environment['ATRIUM_CONFIG'], folder);
  const unknown = [...Object.keys(environment).filter((name) => name.startsWith('ATRIUM_')), ...Object.keys(file)].find(
    (name) => !(name in options) && !OTHERS.includes(name),
  );
  if (unknown !== undefined) throw new SettingsError(`There is no setting ${unknown}. There are: ${optionNames.join(', ')}.`);

  // An empty value is how shells and compose files write 'not set'.
  const given = (name: OptionName): string | undefined => environment[name] || file[name] || undefined;
  const fit = <T>(name: OptionName, schema: v.GenericSchema<string, T>, value: string): T => {
    const result = v.safeParse(schema, value);
    if (!result.success) throw new SettingsError(`${name}=${value} does not fit: ${result.issues[0].message}.`);
    return result.output;
  };
  const maybe = <T>(name: OptionName, { schema }: { readonly schema: v.GenericSchema<string, T> }): T | undefined => {
    const value = given(name);
    return value === undefined ? undefined : fit(name, schema, value);
  };
  const certain = <T>(name: OptionName, { schema, fallback }: { readonly schema: v.GenericSchema<string, T>; readonly fallback: string }): T =>
    fit(name, schema, given(name) ?? fallback);

  return {
    port: certain('PORT', options.PORT),
    host: maybe('HOST', options.HOST),
    dataFolder: resolve(folder, certain('ATRIUM_DATA', options.ATRIUM_DATA)),
    publicUrl: maybe('ATRIUM_URL', options.ATRIUM_URL),
    trustedProxies: certain('ATRIUM_TRUSTED_PROXIES', options.ATRIUM_TRUSTED_PROXIES),
    socketio: certain('ATRIUM_SOCKETIO', options.ATRIUM_SOCKETIO),
    yjs: certain('ATRIUM_YJS', options.ATRIUM_YJS),
    tls: readTls({ cert: maybe('ATRIUM_TLS_CERT', options.ATRIUM_TLS_CERT), key: maybe('ATRIUM_TLS_KEY', options.ATRIUM_TLS_KEY) }, folder),
  };
}

function readTls({ cert, key }: { readonly cert: string | undefined; readonly key: string | undefined }, folder: string): Settings['tls'] {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) throw new SettingsError('ATRIUM_TLS_CERT and ATRIUM_TLS_KEY belong together: set both or none.');
  return { cert: readPem('ATRIUM_TLS_CERT', resolve(folder, cert)), key: readPem('ATRIUM_TLS_KEY', resolve(folder, key)) };
}

function readConfig(named: string | undefined, folder: string): Environment {
  const path = resolve(folder, named || 'atrium.config');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (!named) return {};
    throw new SettingsError(`ATRIUM_CONFIG names ${path}, which cannot be read: ${reason(error)}.`);
  }
  return parseEnv(text);
}

function readPem(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new SettingsError(`${name} names ${path}, which cannot be read: ${reason(error)}.`);
  }
}
const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
