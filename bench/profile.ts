import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchStores } from './bench-stores.js';
import { plazaCommand } from './contenders.js';
import { monotonicMicroseconds, readCpuProfile, type SelfTime } from './measure/cpu-profile.js';
import { load, wireRequest } from './measure/load.js';
import { Server } from './measure/server.js';
import type { Tokens } from './tokens.js';
import type { Question } from './viewers.js';

const WARM_UP_SECONDS = 4;
const SHOWN = 45;

/** Loads Plaza alone with one operation under V8's sampling profiler, and prints where its time goes, per request. */
export async function profilePlaza(stores: BenchStores, root: string, entityCache: boolean, questions: readonly Question[], tokens: Tokens, connections: number, seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'plaza-profile-'));
  try {
    const server = await Server.start(plazaCommand(stores, root, entityCache, ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500']));
    const requests = questions.map(({ viewer, operation, variables }) => wireRequest(server.port, tokens.get(viewer.userId)!, { operationName: operation.name, query: operation.query, variables }));
    await load(server.port, requests, connections, WARM_UP_SECONDS);
    const from = monotonicMicroseconds();
    const { answered } = await load(server.port, requests, connections, seconds);
    const until = monotonicMicroseconds();
    await server.stop();
    const { functions, packages } = readCpuProfile(folder, from, until);
    const total = packages.reduce((sum, { ms }) => sum + ms, 0);
    const print = (title: string, times: readonly SelfTime[]) => {
      console.log(`\n${title} (${server.name}, ${questions[0]!.operation.name}, ${answered} requests, ${(total / answered).toFixed(3)} ms each)`);
      for (const { what, ms } of times.slice(0, SHOWN)) console.log(`${((ms / total) * 100).toFixed(1).padStart(6)} % ${((ms / answered) * 1_000).toFixed(1).padStart(8)} µs  ${what}`);
    };
    print('By package', packages);
    print('By function', functions);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
