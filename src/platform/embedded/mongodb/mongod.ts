import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningStore, StoreContext } from '../context.js';
import { retryTakenPort } from '../retry-taken-port.js';
import { StoreProcess } from '../store-process.js';
import { findMongod } from './find-mongod.js';
import { REPLICA_SET, stepToPrimary } from './replica-set.js';

/** Starts a mongod as a replica set of one member on 127.0.0.1 and waits until it is primary. Throws an EmbeddedStoreError. */
export async function startMongod(ctx: StoreContext): Promise<RunningStore> {
  const folder = join(ctx.dataDir, 'mongodb');
  const binary = await findMongod(ctx, existsSync(join(folder, 'WiredTiger')));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { server, port } = await retryTakenPort(ctx, 'mongodb', 'MongoDB', 'mongodb', async port => {
    const server = StoreProcess.spawn(ctx, {
      name: 'MongoDB',
      id: 'mongodb',
      command: binary.path,
      args: serverArguments(folder, port, ctx.ephemeral),
      marker: folder,
      stopSignal: 'SIGTERM',
      killSignal: 'SIGKILL',
    });
    await server.untilReady(() => stepToPrimary(port));
    return server;
  });
  ctx.memory.remember('mongodb', { version: binary.version, binary: binary.path });
  ctx.log(`MongoDB ${binary.version} from ${binary.source} on port ${port}, data in ${folder}`);
  return { url: `mongodb://127.0.0.1:${port}/plaza?replicaSet=${REPLICA_SET}`, stop: () => server.stop() };
}

function serverArguments(folder: string, port: number, ephemeral: boolean): string[] {
  const settings = ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket', '--replSet', REPLICA_SET];
  const parameter = (setting: string): string[] => ['--setParameter', setting];
  return [
    ...settings,
    '--wiredTigerCacheSizeGB', ephemeral ? '0.25' : '0.5',
    '--oplogSize', '256',
    '--quiet',
    ...parameter('diagnosticDataCollectionEnabled=false'), // Metrics for the vendor's support: disk and CPU for nothing here.
    ...parameter('transactionLifetimeLimitSeconds=10'), // A killed process leaves its transactions, and what they wrote stays locked so long; ours take milliseconds.
    ...(ephemeral ? ['--syncdelay', '600', '--wiredTigerEngineConfigString', 'log=(prealloc=false,file_max=10MB)'] : []),
  ];
}
