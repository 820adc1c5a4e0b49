import { type AggregateOptions, type ClientSession, type Collection, type Db, type Document, type Filter, type FindCursor, type FindOptions, MongoClient, type MongoClientOptions, type MongoError, MongoNetworkError, MongoServerError, ReadConcern, ReadPreference, WriteConcern } from 'mongodb';
import { unavailable } from '../../kernel/errors.js';

/** A transaction's handle, passed from an action to its stores. */
export type MongoTx = ClientSession;

export interface MongoOptions {
  readonly url: string;
  readonly poolSize: number;
  /** Turns on the events that tests count commands by. */
  readonly monitorCommands?: boolean;
  /** For long work (index builds, import, reconcile): without the short socket timeout. */
  readonly longWork?: boolean;
}

/** MongoDB as stores use it: acknowledged by a majority and on disk, read from the primary. */
export class Mongo {
  private readonly collections = new Map<string, Collection>();

  private constructor(
    readonly client: MongoClient,
    readonly db: Db,
    private readonly readTimeoutMs: number | null,
  ) {}

  static async connect(options: MongoOptions): Promise<Mongo> {
    const settings: MongoClientOptions = {
      maxPoolSize: options.poolSize,
      monitorCommands: options.monitorCommands ?? false,
      // A primary that is gone or hangs is noticed within seconds, not after the driver's half minute.
      serverSelectionTimeoutMS: 5_000,
      heartbeatFrequencyMS: 1_000,
      ...(options.longWork ? {} : { socketTimeoutMS: 4_000 }),
      connectTimeoutMS: 5_000,
      writeConcern: new WriteConcern('majority', undefined, true),
      readPreference: ReadPreference.primary,
      retryWrites: true,
      ignoreUndefined: true,
      appName: 'plaza',
    };
    const client = new MongoClient(options.url, settings);
    try {
      await client.connect();
    } catch (error) {
      // Else it goes on trying in the background, for nobody.
      await client.close();
      throw error;
    }
    return new Mongo(client, client.db(), options.longWork ? null : READ_TIMEOUT_MS);
  }

  /** One handle per collection: making one resolves all its options, which costs as much as building a small query. */
  collection<Row extends Document>(name: string): Collection<Row> {
    let collection = this.collections.get(name);
    if (!collection) this.collections.set(name, (collection = bounded(this.db.collection(name), this.readTimeoutMs)));
    return collection as unknown as Collection<Row>;
  }

  /**
   * Runs `work` in one multi-document transaction; the driver runs it again where a write met another, but not for the two
   * minutes that it would: nobody waits for it so long, and what was said to have failed must not happen later.
   */
  async transaction<T>(work: (tx: MongoTx) => Promise<T>): Promise<T> {
    const lastTryAt = performance.now() + LAST_TRY_MS;
    const attempt = async (session: MongoTx): Promise<T> => {
      if (this.readTimeoutMs !== null && performance.now() > lastTryAt) throw unavailable();
      try {
        return await work(session);
      } catch (error) {
        if (isBrokenConnection(error)) error.addErrorLabel('TransientTransactionError');
        throw error;
      }
    };
    return this.client.withSession((session) =>
      session.withTransaction(async () => attempt(session), {
        readConcern: new ReadConcern('snapshot'),
        writeConcern: new WriteConcern('majority', undefined, true),
      }),
    );
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}

/** Where a transaction has not come through by then, it is not tried again. */
const LAST_TRY_MS = 6_000;

/**
 * When a primary dies, the driver marks the first error as one after which a transaction may be run again, and forgets the
 * errors of the connections that it closes because of it. Nothing is committed yet while `work` runs.
 */
function isBrokenConnection(error: unknown): error is MongoError {
  return error instanceof MongoNetworkError || (error instanceof MongoServerError && (error.errorResponse as unknown) instanceof MongoNetworkError);
}

/** Reads end in the store before the driver gives up its connection (socketTimeoutMS): what nobody waits for must not run on. */
const READ_TIMEOUT_MS = 3_500;

/** A collection whose reads the store itself ends: `timeoutMS` of the client does not reach it. */
function bounded(collection: Collection, maxTimeMS: number | null): Collection {
  if (maxTimeMS === null) return collection;
  const find = collection.find.bind(collection) as (filter?: Filter<Document>, options?: FindOptions) => FindCursor;
  const aggregate = collection.aggregate.bind(collection) as Collection['aggregate'];
  return Object.assign(collection, {
    find: (filter: Filter<Document> = {}, options?: FindOptions) => find(filter, { maxTimeMS, ...options }),
    aggregate: (pipeline?: Document[], options?: AggregateOptions) => aggregate(pipeline, { maxTimeMS, ...options }),
  });
}

/** For reads that are known to be small: all rows in the first answer, where the store's default is 101. */
export const ONE_BATCH = { batchSize: 1_000 } as const;

const DUPLICATE_KEY = 11000;

/** Whether a write broke a unique index. */
export const isDuplicateKey = (error: unknown): boolean => (error as { code?: number } | null)?.code === DUPLICATE_KEY;
