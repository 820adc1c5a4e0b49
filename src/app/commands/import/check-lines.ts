import { checkEarlierComments, checkEarlierPosts, placeUnderEarlierComments } from './check-earlier.js';
import { checkIds } from './check-ids.js';
import { checkReference } from './check-references.js';
import { placeComments } from './check-threads.js';
import { checkUsers } from './check-users.js';
import type { ImportDeps } from './deps.js';
import type { Progress } from './progress.js';

/**
 * Checks what no line shows by itself: repetitions, names that are taken, and references, kind after kind, so that what
 * hangs on a bad line is bad as well. Afterwards every `NEW` line is complete, and could be applied by itself.
 */
export async function checkLines({ postgres, writers }: ImportDeps, source: string, progress: Progress): Promise<void> {
  progress.at('checking ids and names', 0);
  await checkIds(postgres, source);
  await checkUsers(postgres, source, writers);

  progress.at('checking references', 0);
  await checkReference(postgres, source, 'follow', { column: 'person', target: 'user', field: 'followerId' });
  await checkReference(postgres, source, 'follow', { column: 'subject', target: 'user', field: 'followeeId' });
  await checkReference(postgres, source, 'post', { column: 'person', target: 'user', field: 'authorId' });

  await checkReference(postgres, source, 'comment', { column: 'person', target: 'user', field: 'authorId' });
  await checkReference(postgres, source, 'comment', { column: 'subject', target: 'post', field: 'postId' });
  await checkReference(postgres, source, 'like', { column: 'person', target: 'user', field: 'userId' });
  await checkReference(postgres, source, 'like', { column: 'subject', target: 'post', field: 'targetId' });
  await checkEarlierPosts(postgres, source, writers);

  progress.at('checking threads', 0);
  await placeUnderEarlierComments(postgres, source, writers);
  await placeComments(postgres, source);
  await checkReference(postgres, source, 'like', { column: 'subject', target: 'comment', field: 'targetId' });
  await checkEarlierComments(postgres, source, writers);
}
