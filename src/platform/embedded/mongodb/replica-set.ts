import { MongoClient, MongoServerError } from 'mongodb';

/** Name of the embedded replica set. */
export const REPLICA_SET = 'rs0';

interface ReplicaConfig {
  _id: string;
  version: number;
  members: { _id: number; host: string }[];
  settings?: object;
}

const NOT_YET_INITIALIZED = 94;
const TRANSIENT = new Set([
  23, // AlreadyInitialized: it was still reading its configuration.
  109, // ConfigurationInProgress
  11600, // InterruptedAtShutdown
  13436, // NotPrimaryOrSecondary
]);

/**
 * Brings the one-member replica set of the mongod on `port` one step on; true once it is primary, undefined before.
 * Initiates a new one, and moves an old one to the port that it listens on now.
 */
export async function stepToPrimary(port: number): Promise<true | undefined> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: 500, connectTimeoutMS: 2_000 });
  const host = `127.0.0.1:${port}`;
  try {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 });
    if (hello.isWritablePrimary) return true;
    const current = (await client.db('local').collection('system.replset').findOne({})) as unknown as ReplicaConfig | null;
    if (!current) {
      await admin.command({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host }], settings: { electionTimeoutMillis: 1_000 } } });
    } else if (current.members[0]?.host !== host) {
      const moved = { ...current, version: current.version + 1, members: [{ ...current.members[0], host }] };
      await admin.command({ replSetReconfig: moved, force: true });
    }
    return undefined;
  } catch (error) {
    if (error instanceof MongoServerError && error.code !== NOT_YET_INITIALIZED && !TRANSIENT.has(Number(error.code))) throw error;
    return undefined; // Not listening yet.
  } finally {
    await client.close();
  }
}
