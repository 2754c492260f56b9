import type { Seen } from './row.ts';
import type { Result } from './run-row.ts';

const word = ({ holds }: Seen): string => (holds ? 'holds' : 'does not');

/** For the terminal: what was done, and under it what each was seen to do. */
export const lineOf = ({ id, title, wanted, atrium, socketio }: Result): string =>
  [
    `${id}  ${title}`,
    `   wanted: ${wanted}`,
    `   Atrium     ${word(atrium).padEnd(9)} ${atrium.what}`,
    `   Socket.IO  ${word(socketio).padEnd(9)} ${socketio.what}`,
  ].join('\n');

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export function markdownOf(results: readonly Result[], head: { readonly versions: string; readonly machine: string; readonly at: string }): string {
  const count = (of: 'atrium' | 'socketio'): number => results.filter((result) => result[of].holds).length;
  const lines = results.map(
    ({ id, title, wanted, atrium, socketio }) =>
      `| ${id} | ${cell(title)} | ${cell(wanted)} | **${word(atrium)}**: ${cell(atrium.what)} | **${word(socketio)}**: ${cell(socketio.what)} |`,
  );
  return `# Who holds

The same is done to both, through their official clients, against servers set up as their documentation begins, Socket.IO with connection state recovery. C2 and G2 are harder forms of C and G. What stands here was seen in one run of
\`npm run beside\`: ${head.versions}; ${head.machine}; ${head.at}. Atrium holds ${count('atrium')} of ${results.length}, Socket.IO ${count('socketio')}.

| | what is done | what is wanted | Atrium | Socket.IO |
|---|---|---|---|---|
${lines.join('\n')}
`;
}
