import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import type { Arguments } from './arguments.js';
import { type BenchStores, openBenchStores } from './bench-stores.js';
import { plazaCommand } from './contenders.js';
import { Server, type ServerCommand } from './measure/server.js';
import { SignIn, type Tokens } from './tokens.js';
import type { BenchViewer, World } from './viewers.js';
import { generate } from './world/generate.js';
import { scaleOf } from './world/scale.js';

interface Stoppable {
  stop(): Promise<void>;
}

export interface BenchPlace {
  readonly args: Arguments;
  /** The folder of the repository. */
  readonly root: string;
  readonly say: (line: string) => void;
}

/** A world in stores of its own, and everything that runs on it. */
export class Bench {
  private readonly running: Stoppable[] = [];

  private constructor(
    readonly place: BenchPlace,
    private readonly factor: number,
    readonly stores: BenchStores,
    readonly world: World,
    private readonly signIn: SignIn,
  ) {}

  /** Opens the world of this size, and makes it first where it is not there. */
  static async open(place: BenchPlace, factor: number): Promise<Bench> {
    const { root, say } = place;
    const scale = scaleOf(factor);
    const dataDir = join(process.env['PLAZA_BENCH_DIR'] ?? join(root, 'bench/.data'), `scale-${factor}`);
    const stores = await openBenchStores(dataDir, scale, say);
    try {
      if (!stores.generated) {
        const server = await Server.start(plazaCommand(stores, root, { name: 'Plaza', logName: 'plaza-migrates' }));
        await server.stop();
        say(`the stores are migrated; writing the world of scale ${factor}`);
        await generate(dataDir, stores, scale, say);
      }
      const signIn = await SignIn.open(stores.postgresUrl, stores.masterSecret);
      const world = await openWorld(stores);
      const bench = new Bench(place, factor, stores, world, signIn);
      bench.running.push(stores, world, signIn);
      return bench;
    } catch (error) {
      await stores.stop();
      throw error;
    }
  }

  get name(): string {
    return `scale ${this.factor}`;
  }

  /** Starts a server, which ends with the bench at the latest. */
  async start(command: ServerCommand): Promise<Server> {
    return this.keep(await Server.start(command));
  }

  /** Stops it with the bench, should it still run then. */
  keep<T extends Stoppable>(started: T): T {
    this.running.push(started);
    return started;
  }

  /** Stops some of what was started, before the bench ends. */
  async end(...started: readonly Stoppable[]): Promise<void> {
    for (const each of started) {
      const place = this.running.indexOf(each);
      if (place >= 0) this.running.splice(place, 1);
      await each.stop();
    }
  }

  tokensFor(viewers: readonly BenchViewer[]): Promise<Tokens> {
    return this.signIn.tokensFor(viewers, this.world.postgres);
  }

  async stop(): Promise<void> {
    for (const each of this.running.splice(0).reverse()) await each.stop();
  }
}

async function openWorld(stores: BenchStores): Promise<World & Stoppable> {
  const postgres = new pg.Client({ connectionString: stores.postgresUrl });
  const mongo = await new MongoClient(stores.mongodbUrl, { maxPoolSize: 1 }).connect();
  await postgres.connect();
  return { postgres, db: mongo.db(), stop: async () => void (await Promise.all([postgres.end(), mongo.close()])) };
}
