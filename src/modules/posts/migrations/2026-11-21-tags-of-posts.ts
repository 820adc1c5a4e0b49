import type { AnyBulkWriteOperation } from 'mongodb';
import type { MongoMigration } from '../../../platform/mongo/migrations.js';
import type { Mongo } from '../../../platform/mongo/mongo.js';
import { extendValidator } from '../../../platform/mongo/validator.js';
import { MAX_FACETS } from '../facets.js';
import type { PostRow } from '../post.entity.js';
import { tagsOf } from '../tags.js';

const BATCH = 1_000;

/** Posts are found by their tags, and count who has reposted them. */
export const addTagsToPosts: MongoMigration = {
  id: '2026-11-21-tags-of-posts',
  async up(mongo) {
    await extendValidator(mongo, 'posts', {
      tags: { bsonType: 'array', minItems: 1, maxItems: MAX_FACETS, items: { bsonType: 'string', minLength: 1 } },
      repostCount: { bsonType: ['int', 'long', 'double'] },
    });
    // The visibility in front of the id: the feed of a tag shows public posts only, and reads no others on its way.
    await mongo.collection('posts').createIndex({ tags: 1, visibility: 1, _id: -1 }, { name: 'byTag', partialFilterExpression: { tags: { $exists: true } } });
    await backfill(mongo);
  },
};

/** The tags of posts that are older than this field. Whoever edits one meanwhile writes them as well, and is left alone. */
async function backfill(mongo: Mongo): Promise<void> {
  const posts = mongo.collection<PostRow>('posts');
  const untagged = posts.find({ 'facets.kind': 'HASHTAG', tags: { $exists: false } }, { projection: { authorId: 1, version: 1, facets: 1 } });
  let writes: AnyBulkWriteOperation<PostRow>[] = [];
  const write = async () => {
    if (writes.length > 0) await posts.bulkWrite(writes, { ordered: false });
    writes = [];
  };
  for await (const { _id, authorId, version, facets } of untagged) {
    const { tags } = tagsOf(facets);
    if (tags) writes.push({ updateOne: { filter: { _id, authorId, version, tags: { $exists: false } }, update: { $set: { tags } } } });
    if (writes.length === BATCH) await write();
  }
  await write();
}
