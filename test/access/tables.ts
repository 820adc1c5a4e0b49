import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type Call } from './calls.js';
import { ONESELF, SELVES, VIEWERS } from './nouns.js';

/** What is expected of one call on one fixture, by viewer. */
export type Cells = Readonly<Record<string, string>>;

/** The files, by the noun that a call names. */
const TABLES = {
  person: { file: 'on-people.md', title: 'Who may do what to people', viewers: VIEWERS },
  post: { file: 'on-posts.md', title: 'Who may do what to posts', viewers: VIEWERS },
  comment: { file: 'on-comments.md', title: 'Who may do what to comments', viewers: VIEWERS },
  self: { file: 'on-oneself.md', title: 'Who may call what names nothing', viewers: SELVES },
} as const;
type TableName = keyof typeof TABLES;

const tableOf = ({ noun }: Call): TableName => noun ?? 'self';
export const viewersOf = (call: Call): readonly string[] => TABLES[tableOf(call)].viewers;

export const rowName = ({ call, on }: Pick<Call, 'call' | 'on'>): string => (on === ONESELF ? call : `${call} · ${on}`);

const pathOf = (file: string) => new URL(file, import.meta.url);
const cellsOf = (line: string): string[] => line.split('|').slice(1, -1).map((cell) => cell.trim());

/** All tables together: the cells of each row, by its name. Throws where a row stands there twice. */
export function readTables(): Map<string, Cells> {
  const rows = new Map<string, Cells>();
  for (const { file } of Object.values(TABLES)) {
    if (!existsSync(pathOf(file))) continue;
    const lines = readFileSync(pathOf(file), 'utf8').split('\n').filter((line) => line.startsWith('|'));
    const [header, , ...body] = lines.map(cellsOf);
    const named = header!.indexOf('on') >= 0 ? 2 : 1;
    for (const cells of body) {
      const name = cells.slice(0, named).join(' · ');
      if (rows.has(name)) throw new Error(`${file} says "${name}" twice.`);
      rows.set(name, Object.fromEntries(header!.slice(named).map((viewer, i) => [viewer, cells[named + i]!])));
    }
  }
  return rows;
}

/** Writes down what was seen, for people to review: `ACCESS_UPDATE=1 npm run jest -- test/access`. */
export function writeTables(calls: readonly Call[], seen: ReadonlyMap<string, Cells>): void {
  for (const [name, { file, title, viewers }] of Object.entries(TABLES)) {
    const own = calls.filter((call) => tableOf(call) === name);
    const head = name === 'self' ? ['call'] : ['call', 'on'];
    const rows = own.map((call) => [call.call, ...(name === 'self' ? [] : [call.on]), ...viewers.map((viewer) => seen.get(rowName(call))?.[viewer] ?? '?')]);
    const widths = [...head, ...viewers].map((column, i) => Math.max(column.length, ...rows.map((row) => row[i]!.length)));
    const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
    const table = [line([...head, ...viewers]), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)];
    writeFileSync(pathOf(file), `# ${title}\n\nHow to read it: [docs/authorisation.md](../../docs/authorisation.md#the-matrix).\n\n${table.join('\n')}\n`);
  }
}
