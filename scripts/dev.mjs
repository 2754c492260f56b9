// The server under nodemon, started anew on every change, and the web client under Vite, which hands it whatever is not a page.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createServer } from 'vite';
import { root } from './root.mjs';

const port = process.env.PORT || '3000';
const target = `http://localhost:${port}`;

const server = spawn(process.execPath, [join(root, 'node_modules/nodemon/bin/nodemon.js'), '--config', join(root, 'nodemon.json')], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PORT: port },
});
const vite = await createServer({
  root: join(root, 'app/web'),
  server: { host: true, port: 5173, proxy: { '/api': { target }, '/live': { target, ws: true } } },
});
await vite.listen();
vite.printUrls();

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  server.kill('SIGTERM');
  await vite.close();
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
server.on('exit', async (code) => {
  await stop();
  process.exit(code ?? 0);
});
