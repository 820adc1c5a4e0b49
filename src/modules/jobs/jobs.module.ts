import type { DeletionStep } from '../../kernel/deletion.js';
import type { Id } from '../../kernel/ids.js';
import type { Loaders, LoaderFactories } from '../../kernel/loaders.js';
import { isSignedIn, type Viewer } from '../../kernel/viewer.js';
import type { JobStore } from '../../platform/jobs/index.js';
import { JobResolver } from './job.resolver.js';
import { JobSubscription } from './job.subscription.js';
import type { JobType } from './job.type.js';
import { toJob } from './job.view.js';
import { readJob } from './read-job.js';

export interface Jobs {
  readonly resolvers: object[];
  readonly deletionSteps: readonly DeletionStep[];
  /** A job as the viewer may see it, for whoever shows one; null where it is not theirs. */
  byId(viewer: Viewer, id: Id, loaders?: Loaders): Promise<JobType | null>;
  registerLoaders(factories: LoaderFactories): void;
}

export function createJobs({ store }: { readonly store: JobStore }): Jobs {
  const read = readJob(store);
  return {
    resolvers: [new JobResolver(read), new JobSubscription(read)],
    // Early: what it still had to do for them is not done any more.
    deletionSteps: [{ name: 'jobs', order: 50, run: (userId) => store.forgetOwner(userId) }],
    async byId(viewer, id) {
      const row = isSignedIn(viewer) ? await read(viewer, id) : null;
      return row && toJob(row);
    },
    registerLoaders: () => undefined,
  };
}
