import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Folders that hold servers but often aren't on a plain user's PATH. */
const ALSO = ['/usr/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

/** All executables of these names on PATH, in PATH's order. */
export function findOnPath(...names: string[]): string[] {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...ALSO];
  const paths = folders.flatMap(folder => names.map(name => join(folder, name)));
  return [...new Set(paths)].filter(isExecutable);
}

/** Whether this file is there and we may run it. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
