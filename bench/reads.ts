import type { Bench } from './bench.js';
import { compareAnswers, FEATURES_OF_READS } from './compare.js';
import { floorCommand, PLAZA, PLAZA_WITHOUT_CACHE, plazaCommand } from './contenders.js';
import { type OperationResult, summarize, tableOfOperation } from './measure/report.js';
import { measureIdle, runRounds } from './measure/rounds.js';
import { type Operation, PROFILE, THREAD } from './operations.js';
import { profileServer } from './profile.js';
import type { SectionResult } from './section.js';
import { chooseViewers, questionsToCompare, questionsUnderLoad, requestOf } from './viewers.js';

const ROUNDS = 4;
const SECONDS = 5;

/** Profile and thread of the floor, of Plaza and of Plaza without its entity cache, by the crowd as it comes. */
export async function measureReads(bench: Bench): Promise<SectionResult> {
  const { stores, world, place } = bench;
  const { args, say, root } = place;
  const { crowd, special } = await chooseViewers(world);
  const servers = [await bench.start(floorCommand(stores)), await bench.start(plazaCommand(stores, root, PLAZA)), await bench.start(plazaCommand(stores, root, PLAZA_WITHOUT_CACHE))];
  const questions = await questionsToCompare(world, [...special, ...crowd]);
  const coverage = await compareAnswers(servers, questions, await bench.tokensFor([...crowd, ...special]), FEATURES_OF_READS);
  say(`the answers agree: ${JSON.stringify(coverage)}`);
  const idle = await measureIdle([...servers, ...stores.watched]);
  say(`idle, in ms CPU a second: ${Object.entries(idle).map(([process, ms]) => `${process} ${ms.toFixed(0)}`).join(', ')}`);
  const plan = { rounds: args.rounds ?? ROUNDS, seconds: args.seconds ?? SECONDS, connections: args.connections, ...(args.warmUp !== null && { warmUpRequests: args.warmUp }) };
  const results: OperationResult[] = [];
  for (const operation of args.check ? [] : [PROFILE, THREAD]) {
    say(operation.title);
    const asked = await questionsUnderLoad(world, crowd, operation);
    const bearer = await bench.tokensFor(crowd);
    const contenders = servers.map((server) => ({ server, stores: stores.watched, requests: asked.map((question) => requestOf(server, question, bearer)) }));
    results.push(summarize(operation, servers.map((server) => server.name), await runRounds(contenders, plan, say)));
  }
  await bench.end(...servers);
  return { tables: results.map(tableOfOperation), data: { coverage, idle, plan, results } };
}

/** Shows where the time of each server goes. */
export async function profileRead(bench: Bench, operation: Operation): Promise<void> {
  const { stores, world, place } = bench;
  const { crowd } = await chooseViewers(world);
  const questions = await questionsUnderLoad(world, crowd, operation);
  const plaza = (options: typeof PLAZA) => (nodeOptions: readonly string[]) => plazaCommand(stores, place.root, { ...options, nodeOptions });
  for (const command of [(nodeOptions: readonly string[]) => floorCommand(stores, { nodeOptions }), plaza(PLAZA), plaza(PLAZA_WITHOUT_CACHE)]) {
    await profileServer(command, questions, await bench.tokensFor(crowd), place.args.connections, place.args.seconds ?? SECONDS);
  }
}
