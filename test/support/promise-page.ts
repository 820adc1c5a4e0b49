import { readFileSync } from 'node:fs';

export interface PromisePage {
  /** In the order of the rows. */
  readonly ids: readonly string[];
  /** Rows that name no test. */
  readonly untested: readonly string[];
  /** Tests that are named and not there, or do not name the promise in their title. */
  readonly missing: readonly string[];
}

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** Reads a page of docs/ whose tables have rows like "| S4 | promise | where | [file](../file): “title”; “title”<br>… |". */
export function readPromisePage(name: string): PromisePage {
  const rows = [...read(`docs/${name}`).matchAll(/^\| ([A-Z]\d+) \|(.*)\|$/gm)].map(([, id, text]) => ({ id: id!, held: text!.split(/(?<!\\)\|/).at(-1)!.trim() }));
  const named = rows.flatMap(({ id, held }) =>
    held.split('<br>').map((part) => ({ id, file: /\]\(\.\.\/(.+?)\)/.exec(part)?.[1] ?? null, titles: [...part.matchAll(/“(.+?)”/g)].map(([, title]) => title!.replaceAll('\\|', '|')) })),
  );
  const isThere = (source: string, id: string, title: string): boolean =>
    source.split('\n').some((line) => line.includes(title) && new RegExp(`['"\`][^'"\`]*\\b${id}\\b`).test(line.slice(0, line.indexOf(title))));
  return {
    ids: rows.map(({ id }) => id),
    untested: named.filter(({ file, titles }) => file === null || titles.length === 0).map(({ id }) => id),
    missing: named.flatMap(({ id, file, titles }) => {
      if (file === null) return [];
      const source = read(file).replaceAll("\\'", "'");
      return titles.filter((title) => !isThere(source, id, title)).map((title) => `${id}: ${file}: ${title}`);
    }),
  };
}
