import 'reflect-metadata';
import { CommandError, openForCommand } from './open.js';

const SHOWN = 100;
const HELP = `Jobs and events that were given up, each with its reason.

  npm run jobs                       lists them, the latest first
  npm run jobs -- retry ID           tries one anew, with all its attempts
  npm run jobs -- retry --all        tries all of them anew

It works beside a running Plaza, which takes them up within seconds.
`;

/** `npm run jobs [list|retry ID|retry --all]`: what work behind the commits has come to nothing. */
export async function run(words: readonly string[]): Promise<void> {
  const [what = 'list', id, ...rest] = words;
  if (what === 'help' || what === '--help') return void process.stdout.write(HELP);
  const isWellSaid = (what === 'list' && id === undefined) || (what === 'retry' && id !== undefined && rest.length === 0);
  if (!isWellSaid) throw new CommandError(HELP);
  const opened = await openForCommand();
  try {
    const { jobStore, parkedEvents } = opened.assembly;
    if (what === 'list') return await list(opened.assembly);
    const which = id === '--all' ? null : id!;
    const tried = (await jobStore.retry(which)).length + (await parkedEvents.retry(which));
    if (tried === 0 && which !== null) throw new CommandError(`Nothing with the id "${which}" was given up; "npm run jobs" shows what was.`);
    process.stdout.write(`${tried} to be tried anew.\n`);
  } finally {
    await opened.close();
  }
}

async function list({ jobStore, parkedEvents }: Awaited<ReturnType<typeof openForCommand>>['assembly']): Promise<void> {
  const [jobs, events] = [await jobStore.dead(SHOWN), await parkedEvents.dead(SHOWN)];
  for (const job of jobs) process.stdout.write(`${job._id}  ${job.finishedAt!.toISOString()}  job ${job.kind}  ${job.attempts} attempts: ${job.reason ?? ''}\n`);
  for (const { _id, consumer, event, deadAt, attempts, error } of events) process.stdout.write(`${_id}  ${deadAt!.toISOString()}  event ${event.type} at ${consumer}  ${attempts} attempts: ${error}\n`);
  const shown = (count: number, noun: string) => (count === SHOWN ? `The latest ${SHOWN} ${noun}s` : `${count} ${noun}${count === 1 ? '' : 's'}`);
  process.stderr.write(jobs.length + events.length === 0 ? 'Nothing was given up.\n' : `${shown(jobs.length, 'job')} and ${shown(events.length, 'event')} given up; "npm run jobs -- help" says what can be done.\n`);
}
