import 'reflect-metadata';
import { CommandError, openForCommand } from './open.js';

/** `npm run token -- USERNAME`: prints an access token for somebody, good for 15 minutes. For exploring and scripts. */
export async function run(words: readonly string[]): Promise<void> {
  const [username] = words;
  if (!username) throw new CommandError('Say for whom: npm run token -- USERNAME');
  const opened = await openForCommand();
  try {
    const tokens = await opened.assembly.accounts.mintTokenFor(username);
    if (!tokens) throw new CommandError(`Nobody is called "${username}".`);
    process.stderr.write(`An access token for ${username}, until ${tokens.expiresAt.toISOString()}:\n`);
    process.stdout.write(`${tokens.accessToken}\n`);
  } finally {
    await opened.close();
  }
}
