import { expect, test } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MAX_LINE_BYTES, type RawLine, readLines } from './read-lines.js';
import { ImportRefused } from './refused.js';

const folder = mkdtempSync(join(tmpdir(), 'plaza-lines-'));

async function linesOf(bytes: Buffer, gzipped = false): Promise<RawLine[]> {
  const path = join(folder, 'users.ndjson');
  writeFileSync(path, bytes);
  const lines: RawLine[] = [];
  for await (const some of readLines({ kind: 'user', path, name: 'users.ndjson', gzipped })) lines.push(...some);
  return lines;
}

test('lines are counted as editors count them, blank ones too', async () => {
  expect(await linesOf(Buffer.from('{"a":1}\n\n  \r\n{"b":"é"}'))).toEqual([
    { number: 1, text: '{"a":1}' },
    { number: 4, text: '{"b":"é"}' },
  ]);
  expect(await linesOf(Buffer.alloc(0))).toEqual([]);
});

test('a character that lies across two chunks stays whole', async () => {
  const line = `${'x'.repeat(256 * 1_024 - 1)}€`;
  expect((await linesOf(Buffer.from(`${line}\nend\n`)))[0]!.text).toBe(line);
});

test('what is too long or no UTF-8 is a line without text, and the next one is read', async () => {
  const lines = await linesOf(Buffer.concat([Buffer.alloc(3 * MAX_LINE_BYTES, 'a'), Buffer.from('\n'), Buffer.from([0xff, 0x0a]), Buffer.from('fine\n')]));
  expect(lines.map(({ number, text, problem }) => [number, text, problem])).toEqual([
    [1, null, `the line has more than ${MAX_LINE_BYTES} bytes`],
    [2, null, 'the line is not UTF-8'],
    [3, 'fine', undefined],
  ]);
});

test('a gzipped file that was cut off is refused', async () => {
  const whole = gzipSync('{"a":1}\n{"b":2}\n');
  expect(await linesOf(whole, true)).toHaveLength(2);
  await expect(linesOf(whole.subarray(0, whole.length - 6), true)).rejects.toBeInstanceOf(ImportRefused);
});
