import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A profile as V8 writes it (`--cpu-prof`); times are microseconds of the monotonic clock. */
interface Profile {
  readonly startTime: number;
  readonly nodes: readonly { readonly id: number; readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number } }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Milliseconds that were spent in something itself. */
export interface SelfTime {
  readonly what: string;
  readonly ms: number;
}

/** Microseconds of the monotonic clock, which profiles are timed by. */
export const monotonicMicroseconds = (): number => Number(process.hrtime.bigint() / 1_000n);

/** Self times between two moments, by function and by package, the longest first. Idle time is left out. */
export function readCpuProfile(folder: string, from: number, until: number): { functions: SelfTime[]; packages: SelfTime[] } {
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  if (!file) throw new Error(`No profile was written to ${folder}; did the server end by itself?`);
  const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile;
  const frames = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  const functions = new Map<string, number>();
  const packages = new Map<string, number>();
  let at = profile.startTime;
  profile.samples.forEach((id, i) => {
    const delta = profile.timeDeltas[i]!;
    at += delta;
    const { functionName, url, lineNumber } = frames.get(id)!;
    if (at < from || at > until || functionName === '(idle)') return;
    add(functions, `${functionName || '(anonymous)'}  ${shorten(url)}${url ? `:${lineNumber + 1}` : ''}`, delta / 1_000);
    add(packages, packageOf(functionName, url), delta / 1_000);
  });
  return { functions: ranked(functions), packages: ranked(packages) };
}

const add = (sums: Map<string, number>, what: string, ms: number): void => void sums.set(what, (sums.get(what) ?? 0) + ms);
const ranked = (sums: ReadonlyMap<string, number>): SelfTime[] => [...sums].map(([what, ms]) => ({ what, ms })).sort((a, b) => b.ms - a.ms);
const shorten = (url: string): string => url.replace(/^.*\/node_modules\//, '').replace(/^.*\/dist\//, 'dist/');

function packageOf(functionName: string, url: string): string {
  if (functionName.startsWith('(')) return functionName;
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (name) return name;
  const own = /\/dist\/(modules\/[^/]+|[^/]+)/.exec(url)?.[1];
  return own ? `plaza: ${own}` : url.startsWith('node:') ? url.split('/', 2).join('/') : url ? 'compiled operations' : 'native code';
}
