import type { Id } from '../../kernel/ids.js';
import { signedIn, type Viewer } from '../../kernel/viewer.js';
import type { JobRow, JobStore } from '../../platform/jobs/index.js';

/** A job that the viewer has asked for; null where there is none, or it is somebody else's. */
export const readJob = (store: JobStore) => async (viewer: Viewer, id: Id): Promise<JobRow | null> => {
  const { userId } = signedIn(viewer);
  const row = await store.byId(id);
  return row?.ownerId === userId ? row : null;
};
