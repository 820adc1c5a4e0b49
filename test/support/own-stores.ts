import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import type { StoreContext } from '../../src/platform/embedded/context.js';
import { DataMemory } from '../../src/platform/embedded/data-memory.js';
import { ping } from '../../src/platform/embedded/redis/ping.js';
import { type StoreCommand, StoreProcess } from '../../src/platform/embedded/store-process.js';
import { freePort } from './server-process.js';
import { until } from './until.js';

/** A store in a process that belongs to one test, to be killed, held, and started again on its port with its data. */
export class OwnStore {
  private running: StoreProcess | null = null;

  constructor(
    private readonly run: StoreContext,
    private readonly command: Omit<StoreCommand, 'stopSignal' | 'killSignal'>,
    private readonly answers: () => Promise<true | undefined>,
    readonly port: number,
  ) {}

  async start(): Promise<void> {
    this.running = StoreProcess.spawn(this.run, { ...this.command, stopSignal: 'SIGKILL', killSignal: 'SIGKILL' });
    await this.running.untilReady(this.answers);
  }

  /** kill -9, and waits until it is gone. */
  async kill(): Promise<void> {
    await this.running?.stop();
    this.running = null;
  }

  /** As a disk that hangs: it takes connections and says nothing. */
  hold(): void {
    process.kill(this.running!.pid!, 'SIGSTOP');
  }

  goOn(): void {
    process.kill(this.running!.pid!, 'SIGCONT');
  }
}

/** In the data folder of the run: whatever becomes of the test, its sweeper ends what is started here. */
function contextOfRun(): StoreContext {
  const dataDir = process.env['TEST_DATA_DIR']!;
  return { dataDir, log: () => undefined, ephemeral: true, memory: DataMemory.open(dataDir), signal: new AbortController().signal, crashed: () => undefined };
}

function folderOf(run: StoreContext, id: string): string {
  const folder = join(run.dataDir, id);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

const PASSWORD = 'only-this-test';

/** A Redis that keeps nothing: started again it is empty. */
export async function startOwnRedis(): Promise<OwnStore & { readonly url: string }> {
  const run = contextOfRun();
  const port = await freePort();
  const id = `own-redis-${port}`;
  const config = join(folderOf(run, id), 'server.conf');
  writeFileSync(config, ['bind 127.0.0.1', `port ${port}`, `requirepass ${PASSWORD}`, 'save ""', 'appendonly no', 'set-proc-title no'].join('\n'));
  const redis = new OwnStore(run, { name: 'Redis', id, command: run.memory.get('redis').binary!, args: [config], marker: config }, () => ping(port, PASSWORD), port);
  await redis.start();
  return Object.assign(redis, { url: `redis://:${PASSWORD}@127.0.0.1:${port}` });
}

const SET = 'own';
const MEMBERS = 3;
/** States of members. */
const PRIMARY = 1;
const SECONDARY = 2;

export class ReplicaSet {
  constructor(private readonly members: readonly OwnStore[]) {}

  get url(): string {
    return `mongodb://${this.members.map(({ port }) => `127.0.0.1:${port}`).join()}/plaza?replicaSet=${SET}`;
  }

  async primary(): Promise<OwnStore> {
    for (;;) {
      const found = await Promise.all(this.members.map((member) => isPrimary(member.port)));
      const member = this.members[found.indexOf(true)];
      if (member) return member;
      await sleep(50);
    }
  }

  /** Waits until all members follow: only then may another one go. */
  async whole(): Promise<void> {
    await until(async () => {
      const { members } = (await command((await this.primary()).port, { replSetGetStatus: 1 })) as { members: { state: number }[] };
      return members.every(({ state }) => state === PRIMARY || state === SECONDARY);
    }, 60_000);
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.kill()));
  }
}

/** Three members that notice within two seconds that one is gone, as docs/operations.md advises. */
export async function startReplicaSet(): Promise<ReplicaSet> {
  const run = contextOfRun();
  const members: OwnStore[] = [];
  for (let n = 0; n < MEMBERS; n++) members.push(await mongodOf(run));
  const set = new ReplicaSet(members);
  try {
    await Promise.all(members.map((member) => member.start()));
    const config = { _id: SET, members: members.map(({ port }, _id) => ({ _id, host: `127.0.0.1:${port}` })), settings: { electionTimeoutMillis: 2_000, heartbeatTimeoutSecs: 2 } };
    await command(members[0]!.port, { replSetInitiate: config });
    await until(async () => (await Promise.all(members.map(({ port }) => isPrimary(port)))).includes(true), 30_000);
  } catch (error) {
    await set.stop();
    throw error;
  }
  return set;
}

async function mongodOf(run: StoreContext): Promise<OwnStore> {
  const port = await freePort();
  const id = `own-mongodb-${port}`;
  const folder = folderOf(run, id);
  const settings = ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket', '--replSet', SET, '--wiredTigerCacheSizeGB', '0.25', '--oplogSize', '128', '--quiet'];
  const parameters = ['diagnosticDataCollectionEnabled=false', 'transactionLifetimeLimitSeconds=10'].flatMap((parameter) => ['--setParameter', parameter]);
  const answers = () => command(port, { ping: 1 }).then(() => true as const, () => undefined);
  return new OwnStore(run, { name: 'MongoDB', id, command: run.memory.get('mongodb').binary!, args: [...settings, ...parameters], marker: folder }, answers, port);
}

const isPrimary = (port: number): Promise<boolean> => command(port, { hello: 1 }).then(({ isWritablePrimary }) => isWritablePrimary === true, () => false);

async function command(port: number, words: object) {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: 500, connectTimeoutMS: 1_000, socketTimeoutMS: 5_000 });
  try {
    return await client.db('admin').command(words as Record<string, unknown>);
  } finally {
    await client.close();
  }
}
