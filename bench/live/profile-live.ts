import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../bench.js';
import { monotonicMicroseconds, readCpuProfile } from '../measure/cpu-profile.js';
import { printProfile } from '../profile.js';
import { publishSteadily, untilAllHeard } from './delivery.js';
import { connectAll } from './memory.js';
import { openPlaza, rateFor } from './plaza.js';

const SECONDS = 20;

/** Where the time of a process goes that only delivers. */
export async function profileLive(bench: Bench): Promise<void> {
  const { args } = bench.place;
  const folder = mkdtempSync(join(tmpdir(), 'plaza-profile-'));
  try {
    const { plaza, writer, writing, postId, audience, tokenOf } = await openPlaza(bench, ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500']);
    await connectAll(plaza, postId, rateFor(args.sockets));
    await plaza.crowd.order({ do: 'forget' });
    const from = monotonicMicroseconds();
    await untilAllHeard(plaza, await publishSteadily(plaza, rateFor(args.sockets), args.seconds ?? SECONDS));
    const until = monotonicMicroseconds();
    const { messages } = await plaza.crowd.order({ do: 'report', whole: false });
    await writing.deletePost(tokenOf(audience.author), postId);
    await bench.end(plaza.crowd, plaza.server, writer);
    printProfile('Plaza, live delivery', readCpuProfile(folder, from, until), messages, 'messages');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
