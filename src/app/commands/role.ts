import 'reflect-metadata';
import { CommandError, openForCommand } from './open.js';

const ROLES = ['USER', 'MODERATOR', 'ADMIN'] as const;
type Role = (typeof ROLES)[number];

/** `npm run role -- USERNAME ROLE`: gives somebody a role. This is how the first admin comes to be. */
export async function run(words: readonly string[]): Promise<void> {
  const [username, word] = words;
  const role = ROLES.find((each): each is Role => each === word?.toUpperCase());
  if (!username || !role) throw new CommandError(`Say whom and which: npm run role -- USERNAME ${ROLES.join('|')}`);
  const opened = await openForCommand();
  try {
    const outcome = await opened.assembly.accounts.appoint(username, role);
    if (!outcome) throw new CommandError(`Nobody with an account is called "${username}".`);
    if (outcome.refused) throw new CommandError(outcome.refused.map(({ message }) => message).join(' '));
    process.stderr.write(`${username} is ${role} now, and has to sign in again.\n`);
  } finally {
    await opened.close();
  }
}
