// Proves that nothing is lost, doubled or reordered: real server, real clients, a bad network and kills. See packages/testkit/src/faults.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './root.mjs';

const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'packages/testkit/src/faults/run.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
process.on('exit', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 3 : 0)));
