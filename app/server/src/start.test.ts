import { createServer as createHttpServer } from 'node:http';
import { once } from 'node:events';
import { createApp } from './create-app.ts';
import { Addresses, networkAddresses } from './addresses.ts';
import { createServer, listen } from './listen.ts';
import { readyLines } from './ready-lines.ts';
import { expect, test } from 'vitest';
import { createWorld } from './testing/world.ts';

test('[AP3] a port that is taken is answered by what to do', async () => {
  const taken = createHttpServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await using world = await createWorld();
  const server = createServer(createApp(world.house), { tls: undefined, upgrade: () => undefined });
  await expect(listen(server, { host: '127.0.0.1', port })).rejects.toThrow(
    `Port ${port} is in use by another program. Stop that one, or start Atrium on another port: PORT=${port + 1} npm start`,
  );
  taken.close();
});

test('[AP3] port 0 takes a free one, on all addresses', async () => {
  const server = createHttpServer();
  const port = await listen(server, { host: undefined, port: 0 });
  expect(port).toBeGreaterThan(0);
  server.close();
});

test('[AP4] the ready line names localhost and the network, and the setup link until it is used', () => {
  const addresses = new Addresses({ publicUrl: undefined, tls: false, host: undefined, lan: ['192.168.7.20', '[fd00::7]'] });
  addresses.listening(3000);
  const text = readyLines(addresses, 'tttt');
  expect(text.startsWith('Atrium is ready at http://localhost:3000\n')).toBe(true);
  expect(text).toContain('http://[fd00::7]:3000');
  expect(text).toContain('  http://localhost:3000/setup#tttt\n');
  expect(text).toContain('  http://192.168.7.20:3000/setup#tttt\n');
  expect(text).toMatch(/[█▀▄]{10}/);
  expect(readyLines(addresses, undefined)).not.toContain('setup');
});

test('[AP4] behind a public address that is the one that is said', () => {
  const addresses = new Addresses({ publicUrl: 'https://atrium.example.org', tls: false, host: undefined, lan: [] });
  addresses.listening(3000);
  expect(readyLines(addresses, 'tttt')).toContain('https://atrium.example.org/setup#tttt');
  expect(readyLines(addresses, 'tttt')).not.toContain('http://localhost:3000/setup');
});

test('[AP4] listening on one address, it names that one', () => {
  const addressesOn = (host: string) => {
    const addresses = new Addresses({ publicUrl: undefined, tls: true, host, lan: ['192.168.7.20'] });
    addresses.listening(443);
    return readyLines(addresses, undefined);
  };
  expect(addressesOn('192.168.7.20')).toBe('Atrium is ready at https://192.168.7.20\n');
  expect(addressesOn('fd00::7')).toBe('Atrium is ready at https://[fd00::7]\n');
  expect(addressesOn('127.0.0.1')).toBe('Atrium is ready at https://localhost\n');
});

test('[AP4] IPv4 comes first, and what nobody else can reach is left out', () => {
  const entry = (family: 'IPv4' | 'IPv6', address: string, internal = false) =>
    ({ family, address, internal, netmask: '', mac: '', cidr: null, scopeid: 0 }) as never;
  const found = networkAddresses({
    lo: [entry('IPv4', '127.0.0.1', true)],
    docker0: [entry('IPv4', '172.17.0.1')],
    eth0: [entry('IPv6', 'fe80::1'), entry('IPv6', 'fd00::7'), entry('IPv4', '192.168.7.20')],
  });
  expect(found).toEqual(['192.168.7.20', '[fd00::7]']);
});
