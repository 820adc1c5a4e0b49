import { spawnSync } from 'node:child_process';

/** A system user that a store is run as. */
export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

function numberFrom(command: string, args: string[]): number | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 && /^\d+$/.test(stdout.trim()) ? Number(stdout.trim()) : undefined;
}

function lookUp(name: string): SystemUser | undefined {
  const uid = numberFrom('id', ['-u', name]);
  const gid = numberFrom('id', ['-g', name]);
  return uid !== undefined && gid !== undefined && uid !== 0 ? { name, uid, gid } : undefined;
}

/** True for root, which Postgres refuses to run as. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * The user that root runs Postgres as: `postgres` or `_postgres` where it exists, else a system user `plaza` (made on
 * the first start), else `nobody`. Undefined where none can be had.
 */
export function userForPostgres(): SystemUser | undefined {
  const existing = lookUp('postgres') ?? lookUp('_postgres') ?? lookUp('plaza');
  if (existing) return existing;
  spawnSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'plaza'], { stdio: 'ignore' });
  return lookUp('plaza') ?? lookUp('nobody');
}

/** Whether `user` can enter this folder or run this file. Asked of the system itself, so that ACLs and groups count. */
export function canReach(user: SystemUser, path: string): boolean {
  return spawnSync('/bin/sh', ['-c', '[ -x "$1" ]', 'sh', path], { cwd: '/', uid: user.uid, gid: user.gid }).status === 0;
}
