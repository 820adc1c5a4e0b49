import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const DAY_MS = 86_400_000;

/**
 * Folder for fetched binaries, shared by all clones of this user: PLAZA_CACHE_DIR, else $XDG_CACHE_HOME/plaza, else
 * ~/.cache/plaza; `fallback` when that can't be written (a service user without a home).
 */
export function cacheDir(fallback: string): string {
  const { PLAZA_CACHE_DIR: own, XDG_CACHE_HOME: xdg } = process.env;
  if (own) return own;
  try {
    const usual = join(xdg || join(homedir(), '.cache'), 'plaza'); // homedir throws for a user without an entry and HOME.
    mkdirSync(usual, { recursive: true });
    accessSync(usual, constants.W_OK | constants.X_OK);
    return usual;
  } catch {
    return fallback;
  }
}

/** Where the entry `key` lies, whether or not it is there yet. */
export const cachedPath = (cache: string, key: string, file: string): string => join(cache, 'bin', key, file);

/** Paths of `file` in all cached entries whose key starts with `prefix`, the newest first. */
export function cachedEntries(cache: string, prefix: string, file: string): string[] {
  const bin = join(cache, 'bin');
  if (!existsSync(bin)) return [];
  const paths = readdirSync(bin).filter(key => key.startsWith(prefix)).map(key => cachedPath(cache, key, file));
  const times = new Map(paths.filter(path => existsSync(path)).map(path => [path, statSync(path).mtimeMs]));
  return [...times.keys()].sort((a, b) => times.get(b)! - times.get(a)!);
}

/**
 * Fills the entry `key` unless it is there. `fill` gets a temporary folder, renamed when it is complete: a killed
 * download leaves no half entry, and two processes at once are safe (the second one's work is thrown away).
 */
export async function fillCache(cache: string, key: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const target = join(cache, 'bin', key);
  if (existsSync(target)) return;
  mkdirSync(join(cache, 'bin'), { recursive: true });
  const temporary = join(cache, 'tmp', `${key}.${process.pid}.${randomBytes(4).toString('hex')}`);
  mkdirSync(temporary, { recursive: true });
  removeOld(join(cache, 'tmp'));
  try {
    await fill(temporary);
    renameSync(temporary, target);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (!((code === 'ENOTEMPTY' || code === 'EEXIST') && existsSync(target))) throw error;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Downloads that were killed a day ago or earlier. */
function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (Date.now() - mtimeMs > DAY_MS) rmSync(path, { recursive: true, force: true });
  }
}
