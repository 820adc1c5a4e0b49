import 'reflect-metadata';
import { CommandError, openForCommand } from './open.js';

const USAGE = 'Say what to do: npm run keys -- list | rotate | retire KID';

/** `npm run keys -- list | rotate | retire KID`: the keys that sign access tokens. No process needs a restart. */
export async function run([word, kid]: readonly string[]): Promise<void> {
  if (word !== 'list' && word !== 'rotate' && (word !== 'retire' || !kid)) throw new CommandError(USAGE);
  const opened = await openForCommand();
  try {
    const { signingKeys } = opened.assembly.accounts;
    if (word === 'rotate') process.stderr.write(`Added ${await signingKeys.rotate()}; it signs in two minutes, when every process can know it.\n`);
    if (word === 'retire' && kid) {
      if (!(await signingKeys.retire(kid))) throw new CommandError(`No active key is called "${kid}".`);
      process.stderr.write(`Retired ${kid}: within five seconds its tokens are refused everywhere.\n`);
    }
    for (const key of await signingKeys.list()) process.stdout.write(`${key.kid}  ${key.createdAt.toISOString()}${key.signs ? '  signs' : ''}\n`);
  } finally {
    await opened.close();
  }
}
