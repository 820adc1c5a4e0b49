import { renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cachedPath, fillCache } from '../binaries/binary-cache.js';
import { downloadTo, fetchText, request } from '../binaries/download.js';
import { withProgress } from '../progress.js';

/** Key prefix of the vendor's builds in the cache. */
export const VENDOR_PREFIX = 'mongod-';

/** What a new data folder is made with; compose runs the same series. */
const VERSION = '8.0.17';
const PROBE_MS = 3_000;

/**
 * Fetches MongoDB's own build for this system into the cache and gives the path of `mongod`. Which archive fits is
 * mongodb-memory-server-core's knowledge; fetching is ours, since that package doesn't check certificates. The archive
 * must match the sha256 that the vendor publishes beside it. Throws an Error with the reason.
 */
export async function downloadMongod(cache: string, version: string | undefined, log: (line: string) => void, signal: AbortSignal): Promise<string> {
  const { MongoBinaryDownload } = await import('mongodb-memory-server-core/lib/util/MongoBinaryDownload.js');
  const { MongoBinaryDownloadUrl } = await import('mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl.js');
  const { getOS } = await import('mongodb-memory-server-core/lib/util/getos/index.js');
  const build = { version: version ?? VERSION, platform: process.platform, arch: process.arch, os: await getOS() };
  const address = await new MongoBinaryDownloadUrl(build).getDownloadUrl();
  await probe(address, signal);
  const key = `${VENDOR_PREFIX}${build.version}`;
  await fillCache(cache, key, async folder => {
    const archive = join(folder, basename(new URL(address).pathname));
    await fetchChecked(address, archive, log, signal);
    const unpacker = new MongoBinaryDownload({ ...build, downloadDir: folder, checkMD5: false });
    renameSync(await withProgress(log, () => `unpacking ${basename(archive)}`, () => unpacker.extract(archive)), join(folder, 'mongod'));
    rmSync(archive);
  });
  return cachedPath(cache, key, 'mongod');
}

/** A network that swallows packets would hold us up for a minute: ask for the headers first, for three seconds. */
async function probe(address: string, signal: AbortSignal): Promise<void> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]);
  const { response } = await request(address, { signal: patience, idleMs: PROBE_MS });
  response.destroy();
}

async function fetchChecked(address: string, archive: string, log: (line: string) => void, signal: AbortSignal): Promise<void> {
  const { text } = await fetchText(`${address}.sha256`, { signal });
  const expected = /^[0-9a-f]{64}/i.exec(text.trim())?.[0]?.toLowerCase();
  if (!expected) throw new Error(`${new URL(address).origin} publishes no sha256 for ${basename(archive)}`);
  log(`fetching ${basename(archive)} from ${new URL(address).origin} (once; kept in the cache)`);
  let state = '';
  const onBytes = (bytes: number, total: number): void => void (state = ` ${Math.round(bytes / 1e6)}${total ? ` of ${Math.round(total / 1e6)}` : ''} MB`);
  const sha256 = await withProgress(log, () => `fetching ${basename(archive)}${state}`, () => downloadTo(archive, address, { signal, onBytes }));
  if (sha256 !== expected) throw new Error(`${basename(archive)} has sha256 ${sha256} instead of ${expected} and is not used`);
}
