/**
 * Measures Plaza beside a floor: the same three reads, written by hand with the same rules (bench/floor). All are asked on
 * the same stores, in turns, after it was checked that their answers agree. `npm run bench -- --help` names the options.
 */
import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { type Arguments, readArguments, USAGE } from './arguments.js';
import { type BenchStores, openBenchStores } from './bench-stores.js';
import { compareAnswers } from './compare.js';
import { floorCommand, plazaCommand } from './contenders.js';
import { wireRequest } from './measure/load.js';
import { type OperationResult, summarize, tableOf } from './measure/report.js';
import { measureIdle, runRounds } from './measure/rounds.js';
import { Server } from './measure/server.js';
import { profileServer } from './profile.js';
import { SignIn } from './tokens.js';
import { chooseViewers, questionsToCompare, questionsUnderLoad, type World } from './viewers.js';
import { generate } from './world/generate.js';
import { scaleOf } from './world/scale.js';

const root = process.env['PLAZA_ROOT']!;
const began = Date.now();
const plaza = (entityCache: boolean) => (stores: BenchStores, nodeOptions?: readonly string[]) => plazaCommand(stores, root, entityCache, nodeOptions);
const say = (line: string): void => console.error(`bench ${((Date.now() - began) / 1_000).toFixed(0).padStart(4)} s: ${line}`);

if (process.argv.includes('--help')) console.log(USAGE);
else await main(readArguments(process.argv.slice(2)));

async function main(args: Arguments): Promise<void> {
  const scale = scaleOf(args.scale);
  const dataDir = join(process.env['PLAZA_BENCH_DIR'] ?? join(root, 'bench/.data'), `scale-${args.scale}`);
  const stores = await openBenchStores(dataDir, scale, say);
  const running: { stop(): Promise<void> }[] = [stores];
  const stopAll = async () => {
    for (const each of running.splice(0).reverse()) await each.stop();
  };
  process.once('SIGINT', () => void stopAll().then(() => process.exit(130)));
  process.once('SIGTERM', () => void stopAll().then(() => process.exit(143)));
  const start = async (command: Parameters<typeof Server.start>[0]) => {
    const server = await Server.start(command);
    running.push(server);
    return server;
  };
  try {
    if (!stores.generated) {
      const server = await Server.start(plaza(false)(stores));
      await server.stop();
      say('the stores are migrated; writing the world');
      await generate(dataDir, stores, scale, say);
    }
    const world = await openWorld(stores);
    const signIn = await SignIn.open(stores.postgresUrl, stores.masterSecret);
    running.push(world, signIn);
    const { crowd, special } = await chooseViewers(world);
    const tokens = () => signIn.tokensFor([...crowd, ...special], world.postgres);

    if (args.profile) {
      const questions = await questionsUnderLoad(world, crowd, args.operations[0]!);
      const commands = [floorCommand, plaza(true), plaza(false)];
      for (const command of commands) await profileServer((options) => command(stores, options), questions, await tokens(), args.connections, args.seconds);
      return;
    }
    const servers = [await start(floorCommand(stores)), await start(plaza(true)(stores)), await start(plaza(false)(stores))];
    say('comparing answers');
    const coverage = await compareAnswers(servers, await questionsToCompare(world, [...special, ...crowd]), await tokens());
    say(`the answers agree: ${JSON.stringify(coverage)}`);
    if (args.check) return;
    const idle = await measureIdle([...servers, ...stores.watched]);
    say(`idle, in ms CPU a second: ${Object.entries(idle).map(([name, ms]) => `${name} ${ms.toFixed(0)}`).join(', ')}`);

    const results: OperationResult[] = [];
    for (const operation of args.operations) {
      say(operation.title);
      const questions = await questionsUnderLoad(world, crowd, operation);
      const bearer = await tokens();
      const contenders = servers.map((server) => ({
        server,
        requests: questions.map(({ viewer, variables }) => wireRequest(server.port, bearer.get(viewer.userId)!, { operationName: operation.name, query: operation.query, variables })),
      }));
      const measurements = await runRounds(contenders, stores.watched, args, say);
      results.push(summarize(operation, servers.map(({ name }) => name), measurements));
      console.log(`\n${tableOf(results.at(-1)!)}\n`);
    }
    writeResults(args, { scale, idle, results });
  } finally {
    await stopAll();
  }
}

async function openWorld(stores: BenchStores): Promise<World & { stop(): Promise<void> }> {
  const postgres = new pg.Client({ connectionString: stores.postgresUrl });
  const mongo = await new MongoClient(stores.mongodbUrl, { maxPoolSize: 1 }).connect();
  await postgres.connect();
  return { postgres, db: mongo.db(), stop: async () => void (await Promise.all([postgres.end(), mongo.close()])) };
}

function writeResults(args: Arguments, found: { scale: object; idle: object; results: readonly OperationResult[] }): void {
  const at = new Date().toISOString();
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30), platform: `${process.platform} ${process.arch}`, node: process.version };
  const file = join(root, 'bench/results', `${at.slice(0, 19).replaceAll(':', '-')}.json`);
  mkdirSync(join(root, 'bench/results'), { recursive: true });
  writeFileSync(file, JSON.stringify({ at, machine, rounds: args.rounds, seconds: args.seconds, connections: args.connections, ...found }, null, 2));
  say(`written to ${file}`);
}
