import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CpuProfile, monotonicMicroseconds, readCpuProfile, type Spent } from './measure/cpu-profile.js';
import { load } from './measure/load.js';
import { warmUp } from './measure/rounds.js';
import { Server, type ServerCommand } from './measure/server.js';
import type { Tokens } from './tokens.js';
import { type Question, requestOf } from './viewers.js';

const SHOWN = 45;

/** Loads one server alone with one operation under V8's sampling profiler, and prints where its time goes, per request. */
export async function profileServer(commandWith: (nodeOptions: readonly string[]) => ServerCommand, questions: readonly Question[], tokens: Tokens, connections: number, seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'plaza-profile-'));
  try {
    const server = await Server.start(commandWith(['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500']));
    const requests = questions.map((question) => requestOf(server, question, tokens));
    await warmUp({ server, requests }, connections);
    const from = monotonicMicroseconds();
    const { answered } = await load(server.port, requests, connections, seconds);
    const until = monotonicMicroseconds();
    await server.stop();
    printProfile(`${server.name}, ${questions[0]!.operation.name}`, readCpuProfile(folder, from, until), answered, 'requests');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function printProfile(of: string, { packages, functions, inclusive }: CpuProfile, count: number, units: string): void {
  const total = packages.reduce((sum, { ms }) => sum + ms, 0);
  const print = (title: string, times: readonly Spent[]) => {
    console.log(`\n${title} (${of}, ${count} ${units}, ${(total / count).toFixed(3)} ms each)`);
    for (const { what, ms } of times.slice(0, SHOWN)) console.log(`${((ms / total) * 100).toFixed(1).padStart(6)} % ${((ms / count) * 1_000).toFixed(1).padStart(8)} µs  ${what}`);
  };
  print('By package', packages);
  print('By function', functions);
  print('By function of our own, with what it calls', inclusive);
}
