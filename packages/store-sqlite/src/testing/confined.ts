import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A mount namespace of its own, which ends with the child: as root, or as a user who may make one. */
const UNSHARE = 'unshare';
const NAMESPACE = process.getuid?.() === 0 ? ['-m'] : ['-r', '-m'];
const mayMount = spawnSync(UNSHARE, [...NAMESPACE, 'mount', '-t', 'tmpfs', 'none', '/tmp']).status === 0;

/** A program that hangs is not left behind. Below the time that its test has. */
const ENDED_AFTER_MS = 50_000;

/** A small file system of its own in the folder, the folder as it is and not to be written, or files that the system does not let grow. */
export type Confinement = { readonly size: string } | 'read-only' | 'quota';

/**
 * Runs a program where its first argument, a folder, is confined, and brings what it says in JSON. Its second argument is
 * `mounted`, or `open` where the machine does not let us mount, or `quota`: it may then lower the limit of its files' size (RLIMIT_FSIZE).
 */
export function runConfined(script: URL, folder: string, confinement: Confinement): Promise<unknown> {
  const [command, args] = confined(fileURLToPath(script), folder, confinement);
  return new Promise((resolve, reject) => {
    // Where root may not mount, it still ignores a folder's mode: then it is somebody else who tries.
    const nobody = !mayMount && confinement === 'read-only' && process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    execFile(command, args, { ...nobody, timeout: ENDED_AFTER_MS, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${script.href} failed: ${stderr}`, { cause: error }));
      else resolve(JSON.parse(stdout));
    });
  });
}

function confined(program: string, folder: string, confinement: Confinement): readonly [command: string, args: readonly string[]] {
  // The signal that comes with a write beyond the limit would end the program.
  if (confinement === 'quota') return ['sh', ['-c', 'trap "" XFSZ && exec "$1" "$2" "$3" quota', 'sh', process.execPath, program, folder]];
  if (!mayMount) return [process.execPath, [program, folder, 'open']];
  const mount =
    confinement === 'read-only' ? 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"' : `mount -t tmpfs -o size=${confinement.size} none "$1"`;
  return [UNSHARE, [...NAMESPACE, 'sh', '-c', `${mount} && exec "$2" "$3" "$1" mounted`, 'sh', folder, process.execPath, program]];
}
