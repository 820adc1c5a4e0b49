import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { staleTimelines } from '../../../modules/feeds/index.js';
import { deriveKey } from '../../../platform/secrets.js';
import { SealedBox } from '../../../platform/sealed-box.js';
import { TakenMeanwhile } from './apply-rows.js';
import { applyLines } from './apply.js';
import { checkLines } from './check-lines.js';
import { countTouched } from './count-touched.js';
import type { ImportDeps } from './deps.js';
import { withImportLock } from './import-lock.js';
import type { Input } from './input-files.js';
import type { Progress } from './progress.js';
import { writeRejects } from './rejects.js';
import { Runs } from './runs.js';
import { stageFiles } from './stage-files.js';
import { Staging } from './staging.js';
import { type ImportSummary, summarize } from './summary.js';

export interface ImportOptions {
  /** Apply nothing where any line is bad. */
  readonly strict: boolean;
  /** Where bad lines are written. */
  readonly rejectsPath: string;
}

const CHECKS = 3;

/**
 * Imports a network: reads and checks all of it, then applies what is good, then counts. An import that was interrupted
 * goes on where it was; what was imported before stays as it is. Writes no events. Throws `ImportRefused`.
 */
export async function importNetwork(deps: ImportDeps, input: Input, options: ImportOptions, progress: Progress): Promise<ImportSummary> {
  const staging = new Staging(deps.postgres, input.source);
  const runs = new Runs(deps.postgres, deps.clock, input.source);
  return withImportLock(deps.postgres, async () => {
    const interrupted = await finishInterrupted(deps, staging, runs, progress);
    if (interrupted && interrupted.fingerprint === input.fingerprint) return interrupted.summary;
    for (let check = 1; ; check++) {
      await runs.begin(input.fingerprint);
      const bad = await readAndCheck(deps, input, options, staging, progress);
      if (bad > 0 && options.strict) {
        const summary = summarize(await staging.totals(), 'refused');
        await staging.clear();
        await runs.forget();
        return summary;
      }
      try {
        await runs.enter('APPLYING');
        return await finish(deps, staging, runs, progress);
      } catch (error) {
        if (!(error instanceof TakenMeanwhile) || check === CHECKS) throw error;
      }
    }
  });
}

/** Gives the number of bad lines, which are in the rejects file now. */
async function readAndCheck(deps: ImportDeps, input: Input, options: ImportOptions, staging: Staging, progress: Progress): Promise<number> {
  const { clock, maxPostLength, maxCommentLength, masterSecret, writers } = deps;
  const box = new SealedBox(deriveKey(masterSecret, 'import-cipher'));
  const context = { source: input.source, now: clock.now(), maxPostLength, maxCommentLength, box, sealEmail: writers.accounts.sealEmail.bind(writers.accounts) };
  await stageFiles(input, staging, context, progress);
  await checkLines(deps, input.source, progress);
  await mkdir(dirname(options.rejectsPath), { recursive: true });
  return writeRejects(options.rejectsPath, input, staging);
}

/** What an earlier run has checked and begun to apply is finished from the staging table; null where there is nothing. */
async function finishInterrupted(deps: ImportDeps, staging: Staging, runs: Runs, progress: Progress): Promise<{ fingerprint: string; summary: ImportSummary } | null> {
  const run = await runs.current();
  if (run?.phase !== 'APPLYING' && run?.phase !== 'COUNTING') return null;
  progress.say(`An import of "${staging.source}" was interrupted; going on where it was.`);
  try {
    return { fingerprint: run.fingerprint, summary: await finish(deps, staging, runs, progress) };
  } catch (error) {
    // Only people are applied when that happens, and nothing of theirs is counted yet: all lines are read again.
    if (error instanceof TakenMeanwhile) return null;
    throw error;
  }
}

async function finish(deps: ImportDeps, staging: Staging, runs: Runs, progress: Progress): Promise<ImportSummary> {
  await applyLines(deps, staging, runs, progress);
  await runs.enter('COUNTING');
  await countTouched(deps, staging.source, progress);
  const summary = summarize(await staging.totals(), 'done');
  if (summary.imported > 0) {
    await deps.answerCache.raise();
    await staleTimelines(deps.postgres);
  }
  await runs.enter('DONE');
  await staging.clear();
  return summary;
}
