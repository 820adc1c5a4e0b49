import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The master secret of an instance with embedded stores: made once, kept beside its data with access for the owner only.
 * Whoever loses the file loses the signing keys and e-mail addresses that were sealed with it.
 */
export async function embeddedMasterSecret(dataDir: string): Promise<Buffer> {
  const file = join(dataDir, 'master-secret');
  await mkdir(dataDir, { recursive: true });
  try {
    // `wx`: of two processes that start together one writes, and both read the same.
    await writeFile(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return Buffer.from(await readFile(file, 'utf8'), 'base64');
}
