import type { Bench } from '../bench.js';
import { compareAnswers, type Coverage, FEATURES_OF_FEEDS } from '../compare.js';
import { floorCommand, PLAZA, plazaCommand } from '../contenders.js';
import { type OperationResult, summarize } from '../measure/report.js';
import { measureIdle, runRounds } from '../measure/rounds.js';
import type { Server } from '../measure/server.js';
import { tableOf } from '../measure/table.js';
import { HOME_FEED } from '../operations.js';
import { type Reader, readersWith } from '../readers.js';
import type { SectionResult } from '../section.js';
import { Timelines } from '../timelines/timelines.js';
import { wakeReaders } from '../timelines/wake-readers.js';
import { type BenchViewer, chooseViewers, type Question, requestOf } from '../viewers.js';
import { FOLLOWEES } from '../world/cast.js';
import { COLD } from './cold.js';

const ROUNDS = 4;
const SECONDS = 4;
/** They have answered hundreds of comparisons before. */
const WARM_UP_REQUESTS = 600;

const questionOf = (viewer: BenchViewer): Question => ({ viewer, operation: HOME_FEED, variables: {} });

/** A floor and a Plaza that read timelines, or that both read the stores. */
interface Pair {
  readonly temperature: 'warm' | 'cold';
  readonly servers: readonly [Server, Server];
}

/** The home feed of readers who follow few and many, out of their timelines and out of the stores. */
export async function measureHome(bench: Bench): Promise<SectionResult> {
  const { stores, world, place } = bench;
  const { args, say, root } = place;
  const { crowd, special } = await chooseViewers(world);
  const readers = new Map<number, Reader[]>();
  for (const followees of FOLLOWEES) readers.set(followees, await readersWith(world.postgres, followees));
  const everybody = [...crowd, ...special, ...[...readers.values()].flat()];
  const tokens = await bench.tokensFor(everybody);

  const pairs: Pair[] = [
    { temperature: 'warm', servers: [await bench.start(floorCommand(stores)), await bench.start(plazaCommand(stores, root, PLAZA))] },
    { temperature: 'cold', servers: [await bench.start(floorCommand(stores, { isCold: true })), await bench.start(plazaCommand(stores, root, { name: 'Plaza', logName: 'plaza-cold', settings: COLD }))] },
  ];
  const timelines = bench.keep(await Timelines.open(stores.redisCacheUrl));
  await wakeReaders(pairs[0]!.servers[1], everybody, tokens, timelines);
  await bench.end(timelines);
  const coverage: Record<string, Coverage> = {};
  for (const { temperature, servers } of pairs) {
    coverage[temperature] = await compareAnswers(servers, everybody.map(questionOf), tokens, FEATURES_OF_FEEDS);
    say(`the answers agree, ${temperature}: ${JSON.stringify(coverage[temperature])}`);
    if (coverage[temperature]['fresh feeds'] !== coverage[temperature]['answers']) throw new Error(`Not all feeds are fresh, ${temperature}.`);
  }

  const plan = { rounds: args.rounds ?? ROUNDS, seconds: args.seconds ?? SECONDS, connections: args.connections, warmUpRequests: args.warmUp ?? WARM_UP_REQUESTS };
  const idle = await measureIdle([...pairs[0]!.servers, ...stores.watched]);
  const results: (OperationResult & { readonly followees: number; readonly temperature: string })[] = [];
  for (const { temperature, servers } of args.check ? [] : pairs) {
    for (const [followees, all] of readers) {
      say(`home feed, ${followees} followees, ${temperature}`);
      // Tags cost both another command, and no timeline holds them: that would be another figure.
      const asking = all.filter((reader) => !reader.followsTags);
      const bearer = await bench.tokensFor(asking);
      const contenders = servers.map((server) => ({ server, stores: stores.watched, requests: asking.map((reader) => requestOf(server, questionOf(reader), bearer)) }));
      results.push({ followees, temperature, ...summarize(HOME_FEED, servers.map(({ name }) => name), await runRounds(contenders, plan, say)) });
    }
  }
  await bench.end(...pairs.flatMap(({ servers }) => servers));
  return { tables: results.length > 0 ? [tableOfHome(results)] : [], data: { coverage, idle, plan, results } };
}

function tableOfHome(results: readonly (OperationResult & { readonly followees: number; readonly temperature: string })[]): string {
  const stores = Object.keys(results[0]!.servers[0]!.summary.storeCpuMs);
  return tableOf(
    HOME_FEED.title,
    ['Reader', 'floor CPU ms', 'Plaza CPU ms', 'of the floor', 'Plaza p50 ms', 'p99 ms', 'req/s', ...stores.map((store) => `${store} ms (floor's)`)],
    results.map(({ followees, temperature, servers }) => {
      const [floor, plaza] = [servers[0]!, servers[1]!];
      return [
        `${followees} followees, ${temperature}`, floor.summary.cpuMs.toFixed(2), plaza.summary.cpuMs.toFixed(2), `${plaza.cpuRatio.toFixed(2)}×`,
        plaza.summary.p50Ms.toFixed(1), plaza.summary.p99Ms.toFixed(1), plaza.summary.requestsPerSecond.toFixed(0),
        ...stores.map((store) => `${plaza.summary.storeCpuMs[store]!.toFixed(2)} (${floor.summary.storeCpuMs[store]!.toFixed(2)})`),
      ];
    }),
  );
}
