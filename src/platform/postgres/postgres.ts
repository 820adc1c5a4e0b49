import pg from 'pg';
import { DataSource, type EntityManager, type EntityTarget, type MixedList, type ObjectLiteral } from 'typeorm';

/** A transaction's handle, passed from an action to its stores. */
export type PgTx = EntityManager;

export interface PostgresOptions {
  readonly url: string;
  /** The entities of all modules; collected by `app`. */
  readonly entities: MixedList<EntityTarget<ObjectLiteral> & (new () => ObjectLiteral)>;
  /** The migrations of all modules in one order. */
  readonly migrations: (new () => object)[];
  readonly poolSize: number;
  /** Milliseconds after which the server ends a statement by itself; 0 for never (migrations, imports). */
  readonly statementTimeoutMs: number;
}

/** Postgres as stores use it: TypeORM for writes and migrations, prepared statements for hot reads, over one pool. */
export class Postgres {
  private constructor(readonly dataSource: DataSource) {}

  static async connect(options: PostgresOptions): Promise<Postgres> {
    const dataSource = new DataSource({
      type: 'postgres',
      url: options.url,
      entities: options.entities as never,
      migrations: options.migrations as never,
      migrationsTableName: 'migrations',
      migrationsTransactionMode: 'each',
      synchronize: false,
      poolSize: options.poolSize,
      applicationName: 'plaza',
      extra: {
        statement_timeout: options.statementTimeoutMs,
        // A server that hangs ends nothing by itself: then the client does.
        ...(options.statementTimeoutMs > 0 && { query_timeout: options.statementTimeoutMs + 1_000 }),
        idle_in_transaction_session_timeout: 30_000,
        connectionTimeoutMillis: 5_000,
      },
    });
    await dataSource.initialize();
    return new Postgres(dataSource);
  }

  /** The pool under TypeORM: one pool, whoever asks. */
  private get pool(): pg.Pool {
    return (this.dataSource.driver as unknown as { master: pg.Pool }).master;
  }

  /** A named prepared statement outside a transaction: parsed once per connection, then only bound. Lists go in as arrays. */
  async query<Row>(name: string, text: string, values: unknown[] = []): Promise<Row[]> {
    const result = await this.pool.query<Row & pg.QueryResultRow>({ name, text, values });
    return result.rows;
  }

  /** Runs `work` in one transaction; a serialization failure or deadlock is tried again, up to five times. */
  async transaction<T>(work: (tx: PgTx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.dataSource.transaction(work);
      } catch (error) {
        if (attempt >= 5 || !isRetryable(error)) throw error;
      }
    }
  }

  /** Runs the migrations that are missing, once even when several processes start together. */
  async migrate(): Promise<void> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await this.dataSource.runMigrations();
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
      await runner.release();
    }
  }

  /** A connection of its own for LISTEN; the caller ends it. */
  async dedicatedClient(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: (this.dataSource.options as { url: string }).url, application_name: 'plaza-listen' });
    await client.connect();
    return client;
  }

  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}

/** An arbitrary number that only Plaza's migrations use as a lock. */
const MIGRATION_LOCK = 7_050_922;

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
const UNIQUE_VIOLATION = '23505';

const codeOf = (error: unknown): string | undefined => (error as { code?: string } | null)?.code;
const isRetryable = (error: unknown): boolean => codeOf(error) === SERIALIZATION_FAILURE || codeOf(error) === DEADLOCK;

/** Whether a write broke a unique index; with `constraint`, whether it was that one. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const source = (error as { driverError?: unknown } | null)?.driverError ?? error;
  if (codeOf(source) !== UNIQUE_VIOLATION) return false;
  return constraint === undefined || (source as { constraint?: string }).constraint === constraint;
}
