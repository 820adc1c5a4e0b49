import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Frame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

/** A profile as V8 writes it (`--cpu-prof`); times are microseconds of the monotonic clock. */
interface Profile {
  readonly startTime: number;
  readonly nodes: readonly { readonly id: number; readonly callFrame: Frame; readonly children?: readonly number[] }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Milliseconds that were spent somewhere. */
export interface Spent {
  readonly what: string;
  readonly ms: number;
}

export interface CpuProfile {
  /** By package, Node's own and native code charged to whoever called it. */
  readonly packages: Spent[];
  /** By function, likewise. */
  readonly functions: Spent[];
  /** By function of the measured code, everything included that it waited for without letting go. */
  readonly inclusive: Spent[];
}

/** Microseconds of the monotonic clock, which profiles are timed by. */
export const monotonicMicroseconds = (): number => Number(process.hrtime.bigint() / 1_000n);

/** Where time went between two moments, the most first. Idle time is left out. */
export function readCpuProfile(folder: string, from: number, until: number): CpuProfile {
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  if (!file) throw new Error(`No profile was written to ${folder}; did the server end by itself?`);
  const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile;
  const frames = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  const callers = new Map(profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)));
  const packages = new Map<string, number>();
  const functions = new Map<string, number>();
  const inclusive = new Map<string, number>();
  let at = profile.startTime;
  profile.samples.forEach((sample, i) => {
    const micros = profile.timeDeltas[i]!;
    at += micros;
    const stack = stackOf(sample, frames, callers);
    const top = stack[0]!;
    if (at < from || at > until || top.functionName === '(idle)') return;
    const charged = top.functionName === '(garbage collector)' ? top : (stack.find(isCharged) ?? top);
    add(packages, packageOf(charged), micros);
    add(functions, `${nameOf(charged)}${charged === top ? '' : ' and what it calls in Node'}`, micros);
    for (const name of new Set(stack.filter(isOwn).map(nameOf))) add(inclusive, name, micros);
  });
  return { packages: ranked(packages), functions: ranked(functions), inclusive: ranked(inclusive) };
}

function stackOf(sample: number, frames: ReadonlyMap<number, Frame>, callers: ReadonlyMap<number, number>): Frame[] {
  const stack: Frame[] = [];
  for (let id: number | undefined = sample; id !== undefined; id = callers.get(id)) stack.push(frames.get(id)!);
  return stack;
}

const isPackage = ({ url }: Frame): boolean => url.includes('/node_modules/') && !url.includes('/.cache/');
const isOwn = (frame: Frame): boolean => frame.url.startsWith('file:') && !isPackage(frame);
const isCharged = (frame: Frame): boolean => isPackage(frame) || isOwn(frame);

const nameOf = ({ functionName, url, lineNumber }: Frame): string => `${functionName || '(anonymous)'}  ${url.replace(/^.*\/(?=(dist|bench|src)\/)|^.*\/node_modules\//, '')}${url ? `:${lineNumber + 1}` : ''}`;

function packageOf(frame: Frame): string {
  if (isPackage(frame)) return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(frame.url)![1]!;
  if (isOwn(frame)) return `own code: ${/\/(?:dist|bench|src)\/(modules\/[^/]+|[^/]+)\/[^.]*\.js$/.exec(frame.url)?.[1] ?? 'main'}`;
  return frame.functionName.startsWith('(') ? frame.functionName : 'Node itself';
}

const add = (sums: Map<string, number>, what: string, micros: number): void => void sums.set(what, (sums.get(what) ?? 0) + micros / 1_000);
const ranked = (sums: ReadonlyMap<string, number>): Spent[] => [...sums].map(([what, ms]) => ({ what, ms })).sort((a, b) => b.ms - a.ms);
