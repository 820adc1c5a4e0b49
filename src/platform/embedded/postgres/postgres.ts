import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedStoreError, type RunningStore, type StoreContext } from '../context.js';
import { placeForPostgres } from '../data-place.js';
import { StoreProcess } from '../store-process.js';
import { isRoot, type SystemUser, userForPostgres } from '../users.js';
import { retryTakenPort } from '../retry-taken-port.js';
import { clusterMajor, DATABASE_USER, databasePassword, initCluster, serverEnv } from './cluster.js';
import { findPostgres } from './find-postgres.js';

const DATABASE = 'plaza';

/**
 * Starts Postgres on 127.0.0.1, makes the cluster and the database `plaza` when they aren't there, and waits until
 * it answers. Throws an EmbeddedStoreError.
 */
export async function startPostgres(ctx: StoreContext): Promise<RunningStore> {
  const user = isRoot() ? requireUser() : undefined;
  const place = placeForPostgres(ctx, user);
  const folder = join(place, 'postgres');
  const major = clusterMajor(folder);
  const owner = major ? ownerOf(folder, user) : user;
  const binary = await findPostgres(ctx, major, owner);
  const password = databasePassword(ctx.dataDir, major === undefined);
  if (major === undefined) await initCluster(ctx, folder, binary, owner, password);
  const { server, port } = await retryTakenPort(ctx, 'postgres', 'Postgres', 'postgres', async port => {
    const server = StoreProcess.spawn(ctx, {
      name: 'Postgres',
      id: 'postgres',
      command: binary.path,
      args: serverArguments(folder, port, ctx.ephemeral),
      marker: folder,
      stopSignal: 'SIGINT', // Fast shutdown: open transactions are rolled back, a checkpoint is written.
      killSignal: 'SIGQUIT', // Immediate; SIGKILL would leave shared memory behind.
      env: serverEnv(),
      uid: owner?.uid,
      gid: owner?.gid,
    });
    await server.untilReady(() => openDatabase(port, password));
    return server;
  });
  ctx.memory.remember('postgres', { version: binary.version, binary: binary.path });
  ctx.log(`Postgres ${binary.version} from ${binary.source} on port ${port}, data in ${folder}`);
  return {
    url: `postgres://${DATABASE_USER}:${password}@127.0.0.1:${port}/${DATABASE}`,
    async stop() {
      await server.stop();
      if (ctx.ephemeral && place !== ctx.dataDir) rmSync(place, { recursive: true, force: true });
    },
  };
}

function requireUser(): SystemUser {
  const user = userForPostgres();
  if (user) return user;
  throw new EmbeddedStoreError('Postgres refuses to run as root, and no system user for it could be found or made. Start as an ordinary user, or make one with `useradd --system postgres`.');
}

/** Existing data is run by the user that owns it, whoever would be chosen today. */
function ownerOf(folder: string, user: SystemUser | undefined): SystemUser | undefined {
  const { uid, gid } = statSync(folder);
  if (uid === process.getuid?.()) return undefined;
  if (!user) throw new EmbeddedStoreError(`The Postgres data in ${folder} belongs to the user with id ${uid}; start as that user, or start over with \`npm run reset\`.`);
  return { name: `uid ${uid}`, uid, gid };
}

function serverArguments(folder: string, port: number, ephemeral: boolean): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    max_connections: '200',
    ...(ephemeral ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum_naptime: '1h' } : {}),
  };
  return ['-D', folder, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** True once the database can be used; makes it on the first start. Undefined while the server isn't up yet. */
async function openDatabase(port: number, password: string): Promise<true | undefined> {
  const connect = async (database: string): Promise<pg.Client> => {
    const client = new pg.Client({ host: '127.0.0.1', port, user: DATABASE_USER, password, database, connectionTimeoutMillis: 5_000, ssl: false });
    client.on('error', () => undefined); // The server may go away while we connect.
    await client.connect();
    return client;
  };
  try {
    await (await connect(DATABASE)).end();
    return true;
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === '28P01') throw new EmbeddedStoreError('Postgres does not take the password kept in the data folder (postgres-password). Put the right file back, or start over with `npm run reset`.');
    if (code !== '3D000') return undefined;
  }
  const client = await connect('postgres');
  try {
    await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
  return true;
}
