import type { Commit } from '../../../kernel/commit.js';
import { mintId } from '../../../kernel/ids.js';
import type { JobQueue } from '../../../kernel/job.js';
import { done, type Outcome } from '../../../kernel/outcome.js';
import type { SignedIn } from '../../../kernel/viewer.js';
import { rebuildTimeline } from './fan-out.jobs.js';

export interface RebuildFeedRequest {
  readonly idempotencyKey?: string | null;
}

/** Has the viewer's timeline made anew, for whoever mistrusts it. Their feed is complete meanwhile. */
export const rebuildFeed =
  <Tx>({ commit, jobs }: { readonly commit: Commit<Tx>; readonly jobs: JobQueue<Tx> }) =>
  (viewer: SignedIn, input: RebuildFeedRequest): Promise<Outcome<{ readonly jobId: string }>> =>
    commit.once({ viewer, mutation: 'rebuildFeed', input }, async (tx) => {
      const jobId = mintId();
      await jobs.addIn(tx, [rebuildTimeline(jobId, viewer.userId)]);
      return done({ jobId });
    });
