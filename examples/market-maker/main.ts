import { connect } from '@atrium/client';
import { makeMarket } from './market-maker.ts';

// node examples/market-maker/main.ts http://localhost:3000 ROOM NAME PASSWORD
const [origin, room, name, password] = process.argv.slice(2);
if (!origin || !room || !name || !password) throw new Error('node examples/market-maker/main.ts ORIGIN ROOM NAME PASSWORD');
const response = await fetch(`${origin}/api/sign-in`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-atrium': '1' },
  body: JSON.stringify({ name, password }),
});
if (!response.ok) throw new Error(`${name} could not sign in: ${response.status} ${await response.text()}`);
const client = connect(`${origin}/live`, { headers: { cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' } });
const stop = await makeMarket(client, room);
process.stdout.write(`${name} makes the market in ${room}. Ctrl-C withdraws its orders.\n`);
process.once('SIGINT', () => void stop().then(() => client.close()));
