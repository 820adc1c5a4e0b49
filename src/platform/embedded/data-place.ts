import { createHash } from 'node:crypto';
import { accessSync, chownSync, constants, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedStoreError, type StoreContext } from './context.js';
import { MEMORY_FILE } from './data-memory.js';
import { canReach, type SystemUser } from './users.js';

/**
 * Root's folder for what other users must reach: /var/lib/plaza, or /var/tmp/plaza where /var/lib can't be written.
 * (/var/lib first: many systems sweep /var/tmp, and a database is nothing to sweep.)
 */
export function systemStateDir(): string {
  const base = ['/var/lib', '/var/tmp'].find(isWritable) ?? tmpdir();
  const folder = join(base, 'plaza');
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const { uid, mode } = lstatSync(folder);
  // In a folder that everybody may write, someone could have made it first and would then own what root runs.
  if (uid !== 0 || (mode & 0o022) !== 0) throw new EmbeddedStoreError(`${folder} must belong to root and be writable by nobody else; remove it or mend it, then start again.`);
  return folder;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const ownerFile = (place: string): string => join(place, 'owner');

/** Whose folder this is: the data folder it was made for. */
function ownerOf(place: string): string | undefined {
  try {
    return readFileSync(ownerFile(place), 'utf8').trim();
  } catch {
    return undefined;
  }
}

/**
 * Folder under which Postgres' files go: the data folder itself, or one elsewhere when `user` can't enter it.
 * Throws an EmbeddedStoreError when existing data has become unreachable or belongs to another clone.
 */
export function placeForPostgres(ctx: StoreContext, user: SystemUser | undefined): string {
  const here = realpathSync(ctx.dataDir);
  const remembered = ctx.memory.get('postgres').dataDir;
  if (remembered && existsSync(remembered)) return adopt(remembered, here);
  if (!user || canReach(user, here)) return here;
  if (existsSync(join(here, 'postgres', 'PG_VERSION'))) {
    throw new EmbeddedStoreError(
      `The Postgres data in ${join(here, 'postgres')} can't be reached by the user ${user.name}, as which root runs Postgres. ` +
        'Let others enter the folders above it (chmod o+x), or start over with `npm run reset`.',
    );
  }
  if (ctx.ephemeral) {
    const place = mkdtempSync(join(tmpdir(), 'plaza-postgres-'));
    chownSync(place, user.uid, user.gid);
    return place;
  }
  const place = join(systemStateDir(), createHash('sha256').update(here).digest('hex').slice(0, 16));
  if (existsSync(place)) {
    // Someone deleted the data folder by hand; what it left here fits nothing any more, but is not ours to delete.
    const aside = `${place}.${new Date().toISOString().replaceAll(':', '-')}`;
    renameSync(place, aside);
    ctx.log(`Postgres: data of a deleted data folder was set aside as ${aside}.`);
  }
  mkdirSync(place, { recursive: true, mode: 0o755 });
  writeFileSync(ownerFile(place), here);
  ctx.memory.remember('postgres', { dataDir: place });
  ctx.log(`Postgres: the user ${user.name} can't enter ${here}, so its data lies in ${place}.`);
  return place;
}

/** A data folder that was moved takes its far part along; one that was copied must not share it. */
function adopt(place: string, here: string): string {
  const owner = ownerOf(place);
  if (owner !== here) {
    if (owner && existsSync(join(owner, MEMORY_FILE))) {
      throw new EmbeddedStoreError(`${here} looks like a copy of ${owner}: its Postgres data lies in ${place} and belongs to the original. Start over here with \`npm run reset\`.`);
    }
    writeFileSync(ownerFile(place), here);
  }
  return place;
}

/** Deletes the far part of a data folder, unless it belongs to another one. */
export function removePlace(place: string, dataDir: string): void {
  if (ownerOf(place) === realpathSync(dataDir)) rmSync(place, { recursive: true, force: true });
}
