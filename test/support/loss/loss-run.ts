import { randomInt } from 'node:crypto';
import { Dice } from '../../../src/app/commands/seed/dice.js';
import { decodeCommentId, decodePostId } from '../../../src/kernel/global-id.js';
import type { StoreUrls } from '../../../src/app/stores.js';
import { startTestApp, type TestApp } from '../app.js';
import { createDatabases } from '../databases.js';
import { freePort, ServerProcess } from '../server-process.js';
import { until } from '../until.js';
import { Wire } from '../wire.js';
import { Ledger, type Entry } from './ledger.js';
import { Listener } from './listener.js';
import { Servers } from './servers.js';
import { settle, type Town } from './town.js';
import { judge, type Verdict } from './verdict.js';
import { Writers } from './writers.js';

export interface LossRunOptions {
  readonly listeners: number;
  /** Stores of the test's own, in the place of the run's. */
  readonly urls: Partial<StoreUrls>;
  /** The way of the second server to MongoDB, where it is another. */
  readonly secondsMongo?: (mongodbUrl: string) => string;
}

const SERVERS = 2;
const PATIENCE_MS = 60_000;
/** Sockets of so many people come from one address. */
const ROOM = { MAX_SOCKETS_PER_ADDRESS: '5000', MAX_CONNECTIONS_PER_ADDRESS: '5000' };

/** Two servers, writers, listeners whose connections can be cut, and a ledger of what was acknowledged. */
export class LossRun {
  readonly ledger = new Ledger();
  readonly listeners: Listener[];
  writers!: Writers;

  private constructor(
    readonly dice: Dice,
    readonly town: Town,
    /** Between listeners and servers. */
    readonly wires: readonly Wire[],
    private readonly app: TestApp,
    readonly servers: Servers,
    private readonly endings: Endings,
  ) {
    this.listeners = town.ears((n) => `http://127.0.0.1:${wires[n % wires.length]!.port}`).map((ear) => new Listener(ear));
    endings.add(async () => {
      for (const listener of this.listeners) listener.end();
    });
  }

  /** Once everyone listens, the writers begin. */
  static async start(options: LossRunOptions): Promise<LossRun> {
    const endings = new Endings();
    try {
      const run = await LossRun.open(options, endings);
      await until(() => run.listeners.every(({ listens }) => listens), PATIENCE_MS);
      run.beginToWrite();
      return run;
    } catch (error) {
      await endings.run();
      throw error;
    }
  }

  private static async open({ listeners, urls, secondsMongo }: LossRunOptions, endings: Endings): Promise<LossRun> {
    const seed = Number(process.env['LOSS_SEED'] ?? randomInt(2 ** 31));
    process.stderr.write(`  LOSS_SEED=${seed}\n`);
    const made = await createDatabases();
    const databases = { urls: { ...made.urls, ...urls }, drop: made.drop };
    const app = await startTestApp({ databases, env: { PLAZA_ROLE: 'api' } });
    endings.add(() => app.close());
    const ports = await Promise.all(Array.from({ length: SERVERS }, freePort));
    const startServer = (n: number) => {
      const { mongodbUrl } = databases.urls;
      const own = { ...databases, urls: { ...databases.urls, mongodbUrl: n === 1 && secondsMongo ? secondsMongo(mongodbUrl) : mongodbUrl } };
      return ServerProcess.start(own, app.masterSecret, ports[n]!, ROOM);
    };
    const servers = await Servers.start(SERVERS, startServer);
    endings.add(() => servers.end());
    const wires = await Promise.all(servers.urls.map((url) => Wire.before(url)));
    for (const wire of wires) endings.add(() => wire.close());
    return new LossRun(new Dice(seed), await settle(app, listeners), wires, app, servers, endings);
  }

  private beginToWrite(): void {
    const { town, ledger, dice } = this;
    this.writers = new Writers({ urls: this.servers.urls, people: town.writers, posts: town.posts, ledger, dice });
    this.endings.add(() => this.writers.stop());
  }

  /** Waits until so much was acknowledged. */
  async written(count: number): Promise<void> {
    await until(() => this.ledger.size >= count || this.writers.refusals.length > 0, 600_000);
  }

  /** Cuts connections of listeners at random, evenly over the next so many acknowledged writes. */
  async cutAtRandom(times: number, writes: number): Promise<void> {
    const before = this.ledger.size;
    for (let n = 1; n <= times; n++) {
      await this.written(before + (n * writes) / times);
      this.dice.pick(this.wires).cutOne(this.dice);
    }
  }

  /** Ends the writing, waits for what is still on its way, and says what has come of it. */
  async verdict(): Promise<Verdict> {
    await this.writers.stop();
    const inOrder = await this.inOrder();
    const expected = this.listeners.map(({ ear }) => inOrder.filter((entry) => ear.expects(entry) === true).length);
    // Not all may come; then the verdict says so.
    await until(() => this.listeners.every(({ heard }, i) => heard.length >= expected[i]!), PATIENCE_MS).catch(() => undefined);
    return judge(this.listeners, inOrder);
  }

  /** What was acknowledged, in the order of the log. Throws where something is not there, or there twice. */
  private async inOrder(): Promise<Entry[]> {
    const byId = new Map(this.ledger.entries.map((entry) => [bareId(entry), entry]));
    const events = this.app.plaza.stores.mongo.collection<{ type: string; position?: number; data: { postId: string; commentId?: string } }>('events');
    const ours = { type: { $in: ['PostCreated', 'CommentCreated'] } };
    await until(async () => (await events.countDocuments({ ...ours, position: { $exists: false } })) === 0, PATIENCE_MS);
    const rows = await events.find(ours).sort({ position: 1 }).toArray();
    const known = rows.map(({ data }) => byId.get(data.commentId ?? data.postId)).filter((entry) => entry !== undefined);
    if (new Set(known).size !== known.length || known.length !== this.ledger.size) throw new Error(`${this.ledger.size} acknowledged, ${known.length} in the log, of them ${new Set(known).size} different`);
    return known;
  }

  async close(): Promise<void> {
    await this.endings.run();
  }
}

/** What was started and has to end, the latest first, also where one of them fails. */
class Endings {
  private readonly list: (() => Promise<unknown>)[] = [];

  add(end: () => Promise<unknown>): void {
    this.list.push(end);
  }

  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const end of this.list.splice(0).reverse()) await end().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}

const bareId = ({ kind, id }: Entry): string => (kind === 'post' ? decodePostId(id)! : decodeCommentId(id)!).id;
