import type { Kind } from './format/kinds.js';
import { KINDS } from './format/kinds.js';
import { applyComments, applyFollows, applyLikes, applyPosts, applyUsers } from './apply-rows.js';
import type { ImportDeps } from './deps.js';
import type { Progress } from './progress.js';
import type { Runs } from './runs.js';
import type { ReadyLine, Staging } from './staging.js';

const BATCH = 1_000;

/**
 * The second pass: applies the good lines, a batch at a time, and writes down how far it came. A batch that was cut off
 * is applied again after a restart: ids are the same, so that what is there already stays as it is.
 */
export async function applyLines(deps: ImportDeps, staging: Staging, runs: Runs, progress: Progress): Promise<void> {
  const run = await runs.current();
  const first = run?.kind ? KINDS.indexOf(run.kind) : 0;
  let count = 0;
  for (const kind of KINDS.slice(first)) {
    let line = kind === run?.kind ? run.line : 0;
    for (;;) {
      const rows = await staging.ready(kind, line, BATCH);
      if (rows.length === 0) break;
      line = rows.at(-1)!.line;
      await applyBatch(deps, staging, runs, kind, rows);
      progress.at('importing', (count += rows.length));
    }
  }
}

async function applyBatch(deps: ImportDeps, staging: Staging, runs: Runs, kind: Kind, rows: readonly ReadyLine[]): Promise<void> {
  const { writers } = deps;
  if (kind === 'post') await applyPosts(writers, rows);
  if (kind === 'comment') await applyComments(writers, rows);
  if (kind === 'like') await applyLikes(writers, rows);
  await deps.postgres.transaction(async (tx) => {
    if (kind === 'user') await applyUsers(writers, tx, rows);
    if (kind === 'follow') await applyFollows(writers, tx, rows);
    await staging.keep(tx, kind, rows[0]!.line, rows.at(-1)!.line);
    await runs.reached(tx, kind, rows.at(-1)!.line);
  });
}
