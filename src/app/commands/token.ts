import 'reflect-metadata';
import { openForCommand } from './open.js';

/** `npm run token -- USERNAME`: prints an access token for somebody, good for 15 minutes. For exploring and scripts. */
export async function run(words: readonly string[]): Promise<void> {
  const [username] = words;
  if (!username) throw new Error('Say for whom: npm run token -- USERNAME');
  const opened = await openForCommand();
  try {
    const tokens = await opened.assembly.accounts.mintTokenFor(username);
    if (!tokens) throw new Error(`Nobody is called "${username}".`);
    console.error(`An access token for ${username}, until ${tokens.expiresAt.toISOString()}:`);
    console.log(tokens.accessToken);
  } finally {
    await opened.close();
  }
}
