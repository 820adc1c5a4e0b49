import { BEFORE_ALL, type Id, type PostRef, type UserId } from '../../../kernel/ids.js';
import type { Postgres } from '../../../platform/postgres/postgres.js';
import { countPeople } from './count-people.js';
import { countAuthors, countPosts } from './count-posts.js';
import type { ImportDeps } from './deps.js';
import type { Progress } from './progress.js';

const PEOPLE = 1_000;
/** Small, since all comments of these posts are in memory at once. */
const POSTS = 100;

/** Puts every counter right that the lines of this source changed; doing it twice changes nothing. */
export async function countTouched({ postgres, mongo, writers }: ImportDeps, source: string, progress: Progress): Promise<void> {
  let count = 0;
  for await (const people of pages<{ id: UserId }>(postgres, 'import.touched-people', FOLLOWERS_AND_FOLLOWEES, source, PEOPLE)) {
    await countPeople(postgres, writers, people.map((row) => row.id));
    progress.at('counting', (count += people.length));
  }
  for await (const authors of pages<{ id: UserId }>(postgres, 'import.touched-authors', AUTHORS, source, PEOPLE)) {
    await countAuthors(mongo, writers, authors.map((row) => row.id));
    progress.at('counting', (count += authors.length));
  }
  for await (const posts of pages<PostRef>(postgres, 'import.touched-posts', POSTS_OF_COMMENTS_AND_LIKES, source, POSTS)) {
    await countPosts(mongo, writers, posts);
    progress.at('counting', (count += posts.length));
  }
}

async function* pages<Row extends { readonly id: Id }>(postgres: Postgres, name: string, sql: string, source: string, size: number): AsyncGenerator<Row[]> {
  for (let after = BEFORE_ALL; ; ) {
    const rows = await postgres.query<Row>(name, sql, [source, after, size]);
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)!.id;
  }
}

const FOLLOWERS_AND_FOLLOWEES = `
  SELECT id FROM (
    SELECT person_id AS id FROM import_staging WHERE source = $1 AND kind = 'follow' AND state = 'NEW' AND person_id > $2
    UNION
    SELECT subject_id FROM import_staging WHERE source = $1 AND kind = 'follow' AND state = 'NEW' AND subject_id > $2
  ) AS touched ORDER BY id LIMIT $3`;

const AUTHORS = `
  SELECT DISTINCT person_id AS id FROM import_staging
  WHERE source = $1 AND kind = 'post' AND state = 'NEW' AND person_id > $2 ORDER BY person_id LIMIT $3`;

const POSTS_OF_COMMENTS_AND_LIKES = `
  SELECT DISTINCT post_id AS id, post_author_id AS "authorId" FROM import_staging
  WHERE source = $1 AND state = 'NEW' AND kind IN ('comment', 'like') AND post_id > $2 ORDER BY post_id LIMIT $3`;
