import { FILE_OF, type Kind, KINDS } from './format/kinds.js';

export interface KindSummary {
  readonly kind: Kind;
  readonly imported: number;
  /** Imported by an earlier run. */
  readonly known: number;
  readonly rejected: number;
}

export interface ImportSummary {
  /** `refused`: some lines were bad and the run was strict, so that nothing was changed. */
  readonly result: 'done' | 'refused';
  readonly kinds: readonly KindSummary[];
  readonly imported: number;
  readonly rejected: number;
}

type Totals = readonly { readonly kind: Kind; readonly state: 'NEW' | 'KNOWN' | 'BAD'; readonly count: number }[];

export function summarize(totals: Totals, result: ImportSummary['result']): ImportSummary {
  const count = (kind: Kind, state: string): number => totals.find((total) => total.kind === kind && total.state === state)?.count ?? 0;
  const kinds = KINDS.map((kind) => ({ kind, imported: result === 'done' ? count(kind, 'NEW') : 0, known: count(kind, 'KNOWN'), rejected: count(kind, 'BAD') }));
  const sum = (name: 'imported' | 'rejected'): number => kinds.reduce((total, row) => total + row[name], 0);
  return { result, kinds, imported: sum('imported'), rejected: sum('rejected') };
}

/** The summary as a table for a terminal. */
export function printSummary({ result, kinds, imported, rejected }: ImportSummary, seconds: number, rejectsPath: string): string {
  const cells = [['', 'imported', 'already there', 'rejected'], ...kinds.map((row) => [FILE_OF[row.kind], row.imported, row.known, row.rejected].map((cell) => cell.toLocaleString('en')))];
  const table = cells.map(([name, ...numbers]) => [name!.padEnd(10), ...numbers.map((number) => number.padStart(14))].join(''));
  const end = result === 'refused' ? 'Nothing was imported, since some lines are bad and the import is strict' : imported === 0 ? 'Nothing was new' : `Imported ${imported.toLocaleString('en')} rows`;
  const rejects = rejected > 0 ? [`Bad lines, with file, line and reason, are in ${rejectsPath}`] : [];
  return [...table, '', `${end}; ${seconds.toFixed(1)} s.`, ...rejects].join('\n');
}
