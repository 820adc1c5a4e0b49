import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadMongod } from '../../src/platform/embedded/mongodb/vendor-download.js';
import { newFolder, withServer } from './support.js';

let folder: string;
beforeEach(() => void (folder = newFolder()));
afterEach(() => {
  delete process.env.MONGOMS_DOWNLOAD_MIRROR;
  rmSync(folder, { recursive: true, force: true });
});

/** The vendor, played: an archive with a script for a server, and the sum that it publishes. */
async function download(published: (archive: Buffer) => string): Promise<{ path: string; asked: string[] }> {
  mkdirSync(join(folder, 'mongodb/bin'), { recursive: true });
  writeFileSync(join(folder, 'mongodb/bin/mongod'), '#!/bin/sh\necho db version v8.0.1\n', { mode: 0o755 });
  execFileSync('tar', ['czf', 'archive.tgz', 'mongodb'], { cwd: folder });
  const archive = readFileSync(join(folder, 'archive.tgz'));
  const asked: string[] = [];
  const path = await withServer((request, response) => {
    asked.push(request.url!);
    response.end(request.url!.endsWith('.sha256') ? published(archive) : archive);
  }, (origin) => {
    process.env.MONGOMS_DOWNLOAD_MIRROR = origin;
    return downloadMongod(join(folder, 'cache'), '8.0.1', () => undefined, new AbortController().signal);
  });
  return { path, asked };
}

test("the vendor's archive is checked against the sum beside it, unpacked and kept", async () => {
  const { path, asked } = await download((archive) => `${createHash('sha256').update(archive).digest('hex')}  archive.tgz\n`);
  expect(execFileSync(path, { encoding: 'utf8' })).toBe('db version v8.0.1\n');
  expect(asked.every((url) => url.includes('-8.0.1.tgz'))).toBe(true);
});

test('an archive with another sum, or none published, is not used', async () => {
  await expect(download(() => '0'.repeat(64))).rejects.toThrow(/has sha256 .* instead of 0{64} and is not used/);
  await expect(download(() => 'not found')).rejects.toThrow(/publishes no sha256/);
  expect(existsSync(join(folder, 'cache/bin/mongod-8.0.1'))).toBe(false);
});
