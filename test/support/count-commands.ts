import type { CommandStartedEvent } from 'mongodb';
import pg from 'pg';
import type { Stores } from '../../src/app/stores.js';
import { startTestApp, type TestApp } from './app.js';

/** One command that a process has sent to a store, as its driver saw it leave. */
export type Command = PostgresCommand | MongoCommand;

export interface PostgresCommand {
  readonly store: 'postgres';
  /** The prepared statement's name, or the first word of a statement without one. */
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface MongoCommand {
  readonly store: 'mongodb';
  /** As in "aggregate posts". */
  readonly name: string;
  readonly command: Readonly<Record<string, unknown>>;
}

/** What a process asks by itself now and then, whether or not somebody is there. */
const BY_ITSELF = new Set(['health', 'sessions.revoked', 'sessions.mark-used', 'signing-keys.active', 'ping', 'endSessions']);

/** Sees every command that one process sends to Postgres and MongoDB. */
export class CommandWatch {
  private seen: Command[] | null = null;
  private readonly clients = new WeakSet<object>();
  private readonly endings: (() => void)[] = [];

  constructor({ postgres, mongo }: Pick<Stores, 'postgres' | 'mongo'>) {
    const onMongo = (event: CommandStartedEvent) => this.note(mongoCommand(event));
    mongo.client.on('commandStarted', onMongo);
    const pool = (postgres.dataSource.driver as unknown as { master: pg.Pool }).master;
    const mine = (client: pg.PoolClient) => void this.clients.add(client);
    pool.on('acquire', mine);
    const restore = patchQuery((client, sent) => {
      if (this.clients.has(client)) this.note(postgresCommand(sent));
    });
    this.endings.push(restore, () => pool.off('acquire', mine), () => mongo.client.off('commandStarted', onMongo));
  }

  /** The commands that were sent while `work` ran. */
  async during(work: () => Promise<unknown>): Promise<readonly Command[]> {
    const seen: Command[] = (this.seen = []);
    try {
      await work();
    } finally {
      this.seen = null;
    }
    return seen;
  }

  stop(): void {
    for (const end of this.endings.splice(0)) end();
  }

  private note(command: Command): void {
    if (!BY_ITSELF.has(command.name)) this.seen?.push(command);
  }
}

export interface WatchedApp extends TestApp {
  readonly watch: CommandWatch;
}

/** A process of the same instance that answers requests and does nothing else, so that what it sends is what answers cost. */
export async function startWatchedApp(beside: TestApp, env: Record<string, string> = {}): Promise<WatchedApp> {
  process.env['PLAZA_MONITOR_COMMANDS'] = '1';
  try {
    const app = await startTestApp({ beside, env: { PLAZA_ROLE: 'api', ...env } });
    const watch = new CommandWatch(app.plaza.stores);
    const close = async () => {
      watch.stop();
      await app.close();
    };
    return { ...app, watch, close };
  } finally {
    delete process.env['PLAZA_MONITOR_COMMANDS'];
  }
}

/** In the order of their names, for messages that say what was sent. */
export const namesOf = (commands: readonly Command[]): string[] => commands.map(({ store, name }) => `${store}: ${name}`).sort();

const mongoCommand = ({ commandName, command }: CommandStartedEvent): MongoCommand => {
  const subject: unknown = commandName === 'getMore' ? command['collection'] : command[commandName];
  return { store: 'mongodb', name: typeof subject === 'string' ? `${commandName} ${subject}` : commandName, command };
};

interface SentQuery {
  readonly name?: string;
  readonly text?: string;
  readonly values?: readonly unknown[];
}

function postgresCommand(sent: string | SentQuery): PostgresCommand {
  const { name, text = '', values = [] } = typeof sent === 'string' ? { text: sent } : sent;
  return { store: 'postgres', name: name ?? text.trim().split(/\s+/, 1)[0]!, text, values };
}

/** Every statement of every connection goes through this one function of the driver. */
function patchQuery(onQuery: (client: object, sent: string | SentQuery) => void): () => void {
  const prototype = pg.Client.prototype as unknown as { query(this: object, ...sent: unknown[]): unknown };
  const { query } = prototype;
  prototype.query = function (this: object, ...sent: unknown[]): unknown {
    onQuery(this, sent[0] as string | SentQuery);
    return query.apply(this, sent);
  };
  return () => {
    prototype.query = query;
  };
}
