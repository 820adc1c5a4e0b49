import type { UserId } from '../../../kernel/ids.js';
import { subjectKey } from '../../../platform/outbox/subject-key.js';
import type { Postgres } from '../../../platform/postgres/postgres.js';
import type { ContentWriters } from './deps.js';

/**
 * Counts the edges of people anew. A counter shows the edges less what waits in deltas to be folded: with edges, deltas and
 * counter in one snapshot it is right whatever others do meanwhile; where they did, the transaction is run again.
 */
export async function countPeople(postgres: Postgres, writers: ContentWriters, userIds: readonly UserId[]): Promise<void> {
  await postgres.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    const edges = await writers.follows.counts(tx, userIds);
    const waiting = await tx.query<{ userId: UserId; counter: string; steps: number }[]>(WAITING, [userIds.map(keyOf)]);
    const steps = new Map(waiting.map((row) => [`${row.userId} ${row.counter}`, row.steps]));
    const counts = edges.map(({ userId, followers, followees }) => ({
      userId,
      followers: followers - (steps.get(`${userId} follower_count`) ?? 0),
      followees: followees - (steps.get(`${userId} followee_count`) ?? 0),
    }));
    await writers.profiles.setCounts(tx, counts);
  });
}

const keyOf = (userId: UserId): string => subjectKey({ owner: 'profiles', subject: { user_id: userId } });

const WAITING = `
  SELECT subject ->> 'user_id' AS "userId", counter, sum(step)::int AS steps FROM counter_deltas
  WHERE subject_key = ANY($1::text[]) GROUP BY 1, 2`;
