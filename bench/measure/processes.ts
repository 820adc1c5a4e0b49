import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What a process tree has used so far. */
export interface Usage {
  /** Processor time in milliseconds, user and system, of the process and its children, gone ones included. */
  readonly cpuMs: number;
  readonly residentBytes: number;
}

interface ProcessRow extends Usage {
  readonly pid: number;
  readonly parent: number;
}

/** Usage of each process tree, by root pid. Linux tells by /proc in steps of 10 ms, other systems by `ps`. */
export function usageOf(roots: readonly number[]): Map<number, Usage> {
  const rows = process.platform === 'linux' ? readProc() : readPs();
  const children = new Map<number, ProcessRow[]>();
  for (const row of rows) children.set(row.parent, [...(children.get(row.parent) ?? []), row]);
  const sum = (row: ProcessRow): Usage =>
    (children.get(row.pid) ?? []).map(sum).reduce((a, b) => ({ cpuMs: a.cpuMs + b.cpuMs, residentBytes: a.residentBytes + b.residentBytes }), row);
  return new Map(rows.filter((row) => roots.includes(row.pid)).map((row) => [row.pid, sum(row)]));
}

/** Clock ticks a second and bytes a page, which Node can't ask for: these are Linux' on x86-64 and arm64. */
const TICKS = 100;
const PAGE_BYTES = 4_096;

function readProc(): ProcessRow[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      // After the command in brackets, which may hold spaces: proc(5) counts the fields from 3.
      const [, rest] = /\) (.*)$/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))!;
      const fields = rest!.split(' ');
      const field = (number: number) => Number(fields[number - 3]);
      const ticks = field(14) + field(15) + field(16) + field(17);
      return [{ pid: Number(name), parent: field(4), cpuMs: (ticks * 1_000) / TICKS, residentBytes: field(24) * PAGE_BYTES }];
    } catch {
      return []; // It has ended meanwhile.
    }
  });
}

function readPs(): ProcessRow[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,rss=,time='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [pid, parent, kilobytes, time] = line.trim().split(/\s+/) as [string, string, string, string];
    const seconds = time.split(/[:-]/).reduce((sum, part) => sum * 60 + Number(part), 0);
    return { pid: Number(pid), parent: Number(parent), cpuMs: seconds * 1_000, residentBytes: Number(kilobytes) * 1_024 };
  });
}
