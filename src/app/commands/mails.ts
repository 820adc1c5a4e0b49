import 'reflect-metadata';
import { isId } from '../../kernel/ids.js';
import { CommandError, openForCommand } from './open.js';

const SHOWN = 100;
const USAGE = 'Say what: npm run mails -- dead (lists letters that were given up), or npm run mails -- retry [ID] (tries one or all anew)';

/** `npm run mails -- dead|retry [ID]`: what became of letters that could not be sent. */
export async function run(words: readonly string[]): Promise<void> {
  const [what, id] = words;
  if (what !== 'dead' && what !== 'retry') throw new CommandError(USAGE);
  if (id !== undefined && !isId(id)) throw new CommandError(`"${id}" is not the id of a letter; "npm run mails -- dead" shows them.`);
  const opened = await openForCommand();
  try {
    const { mailStore } = opened.assembly;
    if (what === 'retry') {
      process.stdout.write(`${await mailStore.retry(id ?? null)} to be tried anew.\n`);
      return;
    }
    const dead = await mailStore.dead(SHOWN);
    for (const mail of dead) process.stdout.write(`${mail.id}  ${mail.createdAt.toISOString()}  ${mail.kind}  ${mail.attempts} attempts: ${mail.lastError ?? ''}\n`);
    process.stderr.write(dead.length === 0 ? 'No letter was given up.\n' : `${dead.length === SHOWN ? `The latest ${SHOWN}` : dead.length} given up.\n`);
  } finally {
    await opened.close();
  }
}
