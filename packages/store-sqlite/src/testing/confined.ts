import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A mount namespace of its own, which ends with the child: as root, or as a user who may make one. */
const UNSHARE = 'unshare';
const NAMESPACE = process.getuid?.() === 0 ? ['-m'] : ['-r', '-m'];
const mayMount = spawnSync(UNSHARE, [...NAMESPACE, 'mount', '-t', 'tmpfs', 'none', '/tmp']).status === 0;

/** A small file system of its own in the folder, or the folder as it is and not to be written. */
export type Confinement = { readonly size: string } | 'read-only';

/**
 * Runs a program where its first argument, a folder, is confined, and brings what it says in JSON. Its second argument is
 * `mounted`, or `open` where the machine does not let us mount.
 */
export function runConfined(script: URL, folder: string, confinement: Confinement): Promise<unknown> {
  const program = fileURLToPath(script);
  const mount =
    confinement === 'read-only' ? 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"' : `mount -t tmpfs -o size=${confinement.size} none "$1"`;
  const [command, args] = mayMount
    ? [UNSHARE, [...NAMESPACE, 'sh', '-c', `${mount} && exec "$2" "$3" "$1" mounted`, 'sh', folder, process.execPath, program]]
    : [process.execPath, [program, folder, 'open']];
  return new Promise((resolve, reject) => {
    // Where root may not mount, it still ignores a folder's mode: then it is somebody else who tries.
    const nobody = !mayMount && confinement === 'read-only' && process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    execFile(command, args, nobody, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} failed: ${stderr}`, { cause: error }));
      else resolve(JSON.parse(stdout));
    });
  });
}
