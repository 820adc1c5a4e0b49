/**
 * Measures Plaza beside others that do the same: reads beside a floor written by hand with the same rules, live delivery
 * beside a bare websocket server and a stock one. All are asked in turns, after it was checked that their answers agree.
 * `npm run bench -- --help` names the options.
 */
import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Arguments, readArguments, type Section, USAGE } from './arguments.js';
import { Bench, type BenchPlace } from './bench.js';
import { measureFanOut } from './fan-out/fan-out.js';
import { measureHome } from './home/home.js';
import { growthScales, measureGrowth } from './growth/growth.js';
import { measureLive } from './live/live.js';
import { profileLive } from './live/profile-live.js';
import { measureReads, profileRead } from './reads.js';
import type { SectionResult } from './section.js';

const began = Date.now();
const say = (line: string): void => console.error(`bench ${((Date.now() - began) / 1_000).toFixed(0).padStart(4)} s: ${line}`);

/** What runs on the world of --scale. */
const ON_ONE_WORLD: Partial<Record<Section, (bench: Bench) => Promise<SectionResult>>> = {
  Reads: measureReads,
  Home: measureHome,
  Live: measureLive,
  'Fan-out': measureFanOut,
};

// Every server and store that runs is ended with this process.
process.setMaxListeners(100);
if (process.argv.includes('--help')) console.log(USAGE);
else await main({ args: readArguments(process.argv.slice(2)), root: process.env['PLAZA_ROOT']!, say });

async function main(place: BenchPlace): Promise<void> {
  const { args } = place;
  const results: Partial<Record<Section, SectionResult>> = {};
  const tell = (name: Section, result: SectionResult) => {
    results[name] = result;
    for (const table of result.tables) console.log(`\n${table}\n`);
  };
  const here = args.sections.flatMap((name) => (ON_ONE_WORLD[name] ? { name, measure: ON_ONE_WORLD[name] } : []));
  if (here.length > 0 || args.profile) {
    await withWorld(place, args.scale, async (bench) => {
      if (args.prepare) return;
      if (args.profile) return args.profile === 'Live' ? profileLive(bench) : profileRead(bench, args.profile);
      for (const { name, measure } of here) {
        place.say(name);
        tell(name, await measure(bench));
      }
    });
  }
  if (args.sections.includes('Growth') && !args.profile && !args.check) {
    const [small, large] = growthScales(args.scale);
    await withWorld(place, small, (less) =>
      withWorld(place, large, async (more) => {
        if (!args.prepare) tell('Growth', await measureGrowth(place, less, more));
      }),
    );
  }
  if (!args.prepare && !args.profile && !args.check) writeResults(place, results);
}

/** The stores of a world run while they are needed, and end with the process at the latest. */
async function withWorld(place: BenchPlace, scale: number, use: (bench: Bench) => Promise<void>): Promise<void> {
  const bench = await Bench.open(place, scale);
  const end = (code: number) => () => void bench.stop().then(() => process.exit(code));
  const onInterrupt = end(130);
  const onTerminate = end(143);
  process.once('SIGINT', onInterrupt).once('SIGTERM', onTerminate);
  try {
    await use(bench);
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
    await bench.stop();
  }
}

function writeResults({ args, root }: BenchPlace, results: Partial<Record<Section, SectionResult>>): void {
  const at = new Date().toISOString();
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30), platform: `${process.platform} ${process.arch}`, node: process.version };
  const file = join(root, 'bench/results', at.slice(0, 19).replaceAll(':', '-'));
  mkdirSync(join(root, 'bench/results'), { recursive: true });
  const sections = Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data]));
  writeFileSync(`${file}.json`, JSON.stringify({ at, seconds: Math.round((Date.now() - began) / 1_000), machine, options: optionsOf(args), sections }, null, 2));
  writeFileSync(`${file}.md`, Object.values(results).flatMap(({ tables }) => tables).join('\n\n') + '\n');
  say(`written to ${file}.json, the tables to ${file}.md`);
}

function optionsOf({ scale, rounds, seconds, warmUp, connections, sockets, sections }: Arguments): object {
  return { scale, rounds, seconds, warmUp, connections, sockets, sections };
}
