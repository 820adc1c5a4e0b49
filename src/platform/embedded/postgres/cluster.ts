import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EmbeddedStoreError, type StoreContext } from '../context.js';
import { withProgress } from '../progress.js';
import type { SystemUser } from '../users.js';
import { majorOf } from './find-postgres.js';

/** Superuser of the embedded server. */
export const DATABASE_USER = 'plaza';

/** Servers get a clean environment: PGDATA, PGPORT, LC_ALL and the like of the person at the terminal must not leak in. */
export const serverEnv = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' });

/** Major version that made the files in `folder`; undefined when there are none. */
export function clusterMajor(folder: string): string | undefined {
  const file = join(folder, 'PG_VERSION');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** The superuser's password, kept in the data folder (readable by its owner only); made on the first start. */
export function databasePassword(dataDir: string, isNew: boolean): string {
  const file = join(dataDir, 'postgres-password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (!isNew) throw new EmbeddedStoreError(`${file} is missing, and without it the Postgres data can't be opened. Put it back, or start over with \`npm run reset\`.`);
  const password = randomBytes(24).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/** Makes a new cluster in `folder`. Made under another name first, so that a kill half-way leaves nothing that looks finished. */
export async function initCluster(ctx: StoreContext, folder: string, binary: { path: string; version: string }, user: SystemUser | undefined, password: string): Promise<void> {
  const draft = `${folder}.new`;
  const passwordFile = `${folder}.pw`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [draft, passwordFile]) chownSync(path, user.uid, user.gid);
  // From 17 on Postgres knows a Unicode locale of its own, the same on every system; before that only C is everywhere.
  const locale = Number(majorOf(binary.version)) >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  const args = ['-D', draft, '-U', DATABASE_USER, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C', ...locale];
  if (ctx.ephemeral) args.push('--no-sync');
  try {
    await withProgress(ctx.log, () => 'Postgres: making a new database cluster', () => initdb(join(dirname(binary.path), 'initdb'), args, user, ctx.signal));
    renameSync(draft, folder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function initdb(command: string, args: string[], user: SystemUser | undefined, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { cwd: '/', uid: user?.uid, gid: user?.gid, env: serverEnv(), signal };
    execFile(command, args, options, (error, _stdout, stderr) => {
      if (!error) return resolve();
      reject(signal.aborted ? error : new EmbeddedStoreError(`Postgres' initdb failed: ${stderr.trim() || error.message}`));
    });
  });
}
