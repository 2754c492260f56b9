import { createInterface } from 'node:readline';
import { asking } from './asking.ts';
import { counting } from './counting.ts';
import { fanOut } from './fan-out.ts';
import { holding } from './holding.ts';
import type { Job, Measured } from './job.ts';

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
  }
}

console.log('{"ready":true}');
for await (const line of createInterface({ input: process.stdin })) {
  // The runner's own line: it and this program are one version.
  console.log(JSON.stringify(await run(JSON.parse(line))));
  process.exit(0);
}
