import { createInterface } from 'node:readline';
import { asking } from './asking.ts';
import { counting } from './counting.ts';
import { fanOut } from './fan-out.ts';
import { herd } from './herd.ts';
import { holding } from './holding.ts';
import { jitter } from './jitter.ts';
import type { Job, Measured } from './job.ts';
import { neighbours } from './neighbours.ts';
import { slowState } from './slow-state.ts';
import { stalled } from './stalled.ts';
import { unread } from './unread.ts';

function run(job: Job): Promise<Measured> {
  switch (job.job) {
    case 'fan-out':
      return fanOut(job);
    case 'asking':
      return asking(job);
    case 'holding':
      return holding(job);
    case 'counting':
      return counting(job);
    case 'stalled':
      return stalled(job);
    case 'unread':
      return unread(job);
    case 'slow-state':
      return slowState(job);
    case 'neighbours':
      return neighbours(job);
    case 'herd':
      return herd(job);
    case 'jitter':
      return jitter(job);
  }
}

console.log('{"ready":true}');
for await (const line of createInterface({ input: process.stdin })) {
  // The runner's own line: it and this program are one version.
  console.log(JSON.stringify(await run(JSON.parse(line))));
  process.exit(0);
}
