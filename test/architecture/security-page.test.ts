import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';

const page = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
/** As in "| S4 | promise | where | held by |". */
const rows = [...page.matchAll(/^\| ([A-Z]\d+) \|(.*)\|$/gm)].map(([, id, text]) => ({ id: id!, held: text!.split(/(?<!\\)\|/).at(-1)!.trim() }));
const named = rows.flatMap(({ id, held }) =>
  held.split('<br>').map((part) => ({ id, file: /\]\(\.\.\/(.+?)\)/.exec(part)?.[1] ?? null, titles: [...part.matchAll(/“(.+?)”/g)].map(([, title]) => title!.replaceAll('\\|', '|')) })),
);

describe('docs/security.md', () => {
  test('each promise stands once, and has a test', () => {
    expect(rows.length).toBeGreaterThan(35);
    expect(rows.map(({ id }) => id)).toEqual([...new Set(rows.map(({ id }) => id))]);
    expect(named.filter(({ file, titles }) => file === null || titles.length === 0)).toEqual([]);
  });

  test('each test that it names is there, and names the promise', () => {
    const missing = named.flatMap(({ id, file, titles }) => {
      const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').replaceAll("\\'", "'");
      return titles.filter((title) => !source.split('\n').some((line) => line.includes(title) && new RegExp(`['"\`][^'"\`]*\\b${id}\\b`).test(line.slice(0, line.indexOf(title))))).map((title) => `${id}: ${file}: ${title}`);
    });
    expect(missing).toEqual([]);
  });
});
