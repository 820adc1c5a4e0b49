import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, BenchPlace } from '../bench.js';
import { plazaCommand } from '../contenders.js';
import { Timelines } from '../timelines/timelines.js';
import { wakeReaders } from '../timelines/wake-readers.js';
import { askEach } from '../measure/load.js';
import { type Contender, type Measurement, runRounds } from '../measure/rounds.js';
import type { Server } from '../measure/server.js';
import { median } from '../measure/statistics.js';
import { mongoWork, type StoreWork, workBetween, workPer } from '../measure/store-work.js';
import { tableOf } from '../measure/table.js';
import { HOME_FEED, type Operation, PUBLIC_FEED, TAG_FEED } from '../operations.js';
import { type Reader, readersWith } from '../readers.js';
import type { SectionResult } from '../section.js';
import { requestOf } from '../viewers.js';
import { Random } from '../world/random.js';
import { SEED } from '../world/scale.js';
import { randomTag } from '../world/text.js';
import { COLD } from '../home/cold.js';

const ROUNDS = 4;
const SECONDS = 4;
const WARM_UP_REQUESTS = 1_500;
/** For the figures that need no time: keys examined. */
const COUNTED_REQUESTS = 400;
const QUESTIONS = 200;
const IDLE_SECONDS = 3;
/** Followees of those who ask: both worlds have enough people for them. */
const FOLLOWEES = [50, 500];

/** Of the world of --scale: three tenths of it, and ten times that. */
export const growthScales = (scale: number): readonly [number, number] => {
  const small = Math.max(0.01, Math.round(scale * 300) / 1_000);
  return [small, Math.round(small * 10_000) / 1_000];
};

interface Case {
  readonly title: string;
  readonly operation: Operation;
  readonly isCold: boolean;
}

const CASES: readonly Case[] = [
  { title: 'Home feed, warm', operation: HOME_FEED, isCold: false },
  { title: 'Home feed, cold', operation: HOME_FEED, isCold: true },
  { title: 'Feed of a tag', operation: TAG_FEED, isCold: false },
  { title: 'Public feed', operation: PUBLIC_FEED, isCold: false },
];

/** One size of the world, with a Plaza that keeps timelines and one that reads the stores each time. */
interface Size {
  readonly bench: Bench;
  readonly warm: Server;
  readonly cold: Server;
  readonly readers: readonly Reader[];
}

/** What a feed costs in a world and in one with ten times the people and posts. */
export async function measureGrowth(place: BenchPlace, small: Bench, large: Bench): Promise<SectionResult> {
  const { args, say } = place;
  const plan = { rounds: args.rounds ?? ROUNDS, seconds: args.seconds ?? SECONDS, connections: args.connections, warmUpRequests: args.warmUp ?? WARM_UP_REQUESTS };
  const sizes = [await prepare(small), await prepare(large)] as const;
  const results = [];
  for (const each of CASES) {
    say(each.title);
    const contenders = [await contenderFor(sizes[0], each), await contenderFor(sizes[1], each)];
    const [less, more] = (await runRounds(contenders, plan, say)) as [Measurement[], Measurement[]];
    const looked = [await lookedAt(sizes[0], contenders[0]!), await lookedAt(sizes[1], contenders[1]!)] as const;
    results.push({ title: each.title, server: growthOf(less, more, ({ cpuMs }) => cpuMs), stores: growthOf(less, more, storesMs), keys: pairOf(looked, 'keys examined'), documents: pairOf(looked, 'documents examined'), less, more });
  }
  for (const { bench, warm, cold } of sizes) await bench.end(warm, cold);
  const title = `Growth: a world of scale ${growthScales(args.scale)[0]}, and one of scale ${growthScales(args.scale)[1]}`;
  return { tables: [tableOfGrowth(title, results)], data: { scales: growthScales(args.scale), plan, results } };
}

async function prepare(bench: Bench): Promise<Size> {
  const { stores, place, world } = bench;
  const readers = (await Promise.all(FOLLOWEES.map((followees) => readersWith(world.postgres, followees)))).flat();
  const warm = await bench.start(plazaCommand(stores, place.root, { name: `Plaza, ${bench.name}`, logName: 'plaza-growth' }));
  const cold = await bench.start(plazaCommand(stores, place.root, { name: `Plaza, ${bench.name}, cold`, logName: 'plaza-growth-cold', settings: COLD }));
  const timelines = bench.keep(await Timelines.open(stores.redisCacheUrl));
  await wakeReaders(warm, readers, await bench.tokensFor(readers), timelines);
  await bench.end(timelines);
  return { bench, warm, cold, readers };
}

async function contenderFor({ bench, warm, cold, readers }: Size, { operation, isCold }: Case): Promise<Contender> {
  const random = new Random(`${SEED}/growth/${operation.name}`);
  const tokens = await bench.tokensFor(readers);
  const server = isCold ? cold : warm;
  const requests = Array.from({ length: QUESTIONS }, (_, i) => requestOf(server, { viewer: readers[i % readers.length]!, operation, variables: operation === TAG_FEED ? { tag: randomTag(random) } : {} }, tokens));
  return { server, requests, stores: bench.stores.watched };
}

/** What MongoDB has looked at for each request, asked one after the other so that nothing else is in it. */
async function lookedAt({ bench: { world } }: Size, { server, requests }: Contender): Promise<StoreWork> {
  const resting = await mongoWork(world.db);
  await sleep(IDLE_SECONDS * 1_000);
  const before = await mongoWork(world.db);
  const idle = Object.fromEntries(Object.entries(workBetween(resting, before)).map(([kind, count]) => [kind, count / IDLE_SECONDS]));
  const began = performance.now();
  await askEach(server.port, Array.from({ length: COUNTED_REQUESTS }, (_, i) => requests[i % requests.length]!), 4);
  const seconds = (performance.now() - began) / 1_000;
  return workPer(COUNTED_REQUESTS, workBetween(before, await mongoWork(world.db)), seconds, idle);
}

interface Grown {
  readonly less: number;
  readonly more: number;
  readonly ratio: number;
}

const storesMs = ({ storeCpuMs }: Measurement): number => Object.values(storeCpuMs).reduce((sum, ms) => sum + ms, 0);

/** Medians; the ratio is that of the rounds of one turn. */
const growthOf = (less: readonly Measurement[], more: readonly Measurement[], of: (measurement: Measurement) => number): Grown => ({
  less: median(less.map(of)),
  more: median(more.map(of)),
  ratio: median(more.map((each, round) => of(each) / of(less[round]!))),
});

const pairOf = ([less, more]: readonly [StoreWork, StoreWork], kind: string): Grown => ({ less: less[kind]!, more: more[kind]!, ratio: more[kind]! / less[kind]! });

function tableOfGrowth(title: string, results: readonly { readonly title: string; readonly server: Grown; readonly stores: Grown; readonly keys: Grown; readonly documents: Grown }[]): string {
  const cell = ({ less, more, ratio }: Grown, digits: number): string => `${less.toFixed(digits)} → ${more.toFixed(digits)} (${ratio.toFixed(2)}×)`;
  return tableOf(
    title,
    ['Feed', 'server CPU ms', 'stores CPU ms', 'keys examined', 'documents examined'],
    results.map((each) => [each.title, cell(each.server, 2), cell(each.stores, 2), cell(each.keys, 0), cell(each.documents, 0)]),
  );
}
