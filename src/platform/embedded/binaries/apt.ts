import { spawn } from 'node:child_process';
import { withProgress } from '../progress.js';
import { isRoot } from '../users.js';
import { findOnPath } from './find-on-path.js';

/**
 * Installs Debian packages, only when PLAZA_APT_INSTALL=1 asks for it: nothing on the machine is changed unasked.
 * Throws an Error that says what stood in the way.
 */
export async function aptInstall(packages: string[], log: (line: string) => void): Promise<void> {
  if (process.env.PLAZA_APT_INSTALL !== '1') throw new Error('not asked for (PLAZA_APT_INSTALL=1 does)');
  if (!isRoot()) throw new Error('only root can install packages');
  if (findOnPath('apt-get').length === 0) throw new Error('there is no apt-get on this machine');
  const line = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  log(`${line} (asked for by PLAZA_APT_INSTALL=1)`);
  await withProgress(log, () => line, async () => {
    await run(['update', '-q']);
    await run(['install', '-y', '-q', '--no-install-recommends', ...packages]);
  });
}

function run(args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const child = spawn('apt-get', args, { stdio: ['ignore', 'ignore', 'pipe'], env });
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-500)));
    child.once('error', reject);
    child.once('exit', code => (code === 0 ? resolve() : reject(new Error(`apt-get ${args[0]} failed (exit code ${code}): ${words.trim()}`))));
  });
}
