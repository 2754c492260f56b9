import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readArguments } from './arguments.ts';
import { helpText, optionNames } from './options.ts';
import { readSettings } from './settings.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atrium-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('[AP1] every setting has a default', () => {
  expect(readSettings({}, folder)).toMatchObject({ port: 3000, host: undefined, dataFolder: join(folder, 'data'), publicUrl: undefined, tls: undefined });
});

test('[AP1] the environment wins over the file, and an empty value is none', () => {
  writeFileSync(join(folder, 'atrium.config'), 'PORT=4000\nATRIUM_URL="https://atrium.example.org/"\n# a remark\nATRIUM_DATA=kept\n');
  expect(readSettings({ PORT: '5000', ATRIUM_DATA: '' }, folder)).toMatchObject({
    port: 5000,
    publicUrl: 'https://atrium.example.org',
    dataFolder: join(folder, 'kept'),
  });
});

test('[AP1] ATRIUM_CONFIG names another file', () => {
  writeFileSync(join(folder, 'other'), 'PORT=4001');
  expect(readSettings({ ATRIUM_CONFIG: 'other' }, folder).port).toBe(4001);
  expect(() => readSettings({ ATRIUM_CONFIG: 'missing' }, folder)).toThrow(/ATRIUM_CONFIG names .*missing/);
});

test('[AP1] --help lists every setting', () => {
  for (const name of optionNames) expect(helpText()).toContain(`  ${name} `);
  expect(readArguments(['--help']).help).toBe(true);
  expect(() => readArguments(['--halp'])).toThrow(/--halp/);
});

test.each([
  [{ ATRIUM_DATE: './data' }, 'ATRIUM_DATE'],
  [{ PORT: '70000' }, 'PORT=70000'],
  [{ PORT: 'http' }, 'PORT=http'],
  [{ ATRIUM_URL: 'atrium.example.org' }, 'ATRIUM_URL'],
  [{ ATRIUM_URL: 'https://example.org/atrium' }, 'without a path'],
  [{ ATRIUM_TRUSTED_PROXIES: '10.0.0.0/33' }, 'ATRIUM_TRUSTED_PROXIES'],
  [{ ATRIUM_TRUSTED_PROXIES: 'nginx' }, 'ATRIUM_TRUSTED_PROXIES'],
  [{ ATRIUM_TLS_CERT: 'cert.pem' }, 'belong together'],
  [{ ATRIUM_TLS_CERT: 'cert.pem', ATRIUM_TLS_KEY: 'key.pem' }, 'ATRIUM_TLS_CERT names'],
])('[AP2] %j ends the start with a sentence about it', (environment, said) => {
  expect(() => readSettings(environment, folder)).toThrow(said);
});

test('[AP2] an unknown name in the file ends the start too', () => {
  writeFileSync(join(folder, 'atrium.config'), 'PROT=4000\n');
  expect(() => readSettings({}, folder)).toThrow(/no setting PROT/);
});
