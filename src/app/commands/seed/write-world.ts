import { countPeople } from '../import/count-people.js';
import { countAuthors, countPosts } from '../import/count-posts.js';
import type { ContentWriters } from '../import/deps.js';
import type { DemoWorld } from './demo-world.js';
import type { SeedDeps } from './seed-demo-world.js';

const BATCH = 1_000;
const POSTS_COUNTED = 100;

/** Writes what is missing of the world, and counts it; doing it twice changes nothing. */
export async function writeWorld(deps: SeedDeps, writers: ContentWriters, world: DemoWorld, passwordHash: string): Promise<void> {
  const { postgres, mongo, accounts, publicUrl } = deps;
  for (const people of batches(world.people, BATCH)) {
    await postgres.transaction(async (tx) => {
      const there = await writers.profiles.insert(tx, people.map((person) => (
        { userId: person.id, username: person.username, displayName: person.displayName, bio: person.bio, location: person.location, avatarUrl: `${publicUrl}/avatars/${person.username}.svg`, createdAt: person.createdAt }
      )));
      if (there.size < people.length) throw new Error('Some usernames of the demo world are taken.');
      for (const { id, username, createdAt } of people) await accounts.add(tx, { userId: id, email: `${username}@demo.example`, passwordHash, createdAt });
    });
  }
  for (const follows of batches(world.follows, BATCH)) {
    await postgres.transaction((tx) => writers.follows.insert(tx, follows.map(({ id, follower, followee }) => ({ id, followerId: follower.id, followeeId: followee.id }))));
  }
  for (const follows of batches(world.tagFollows, BATCH)) await postgres.transaction((tx) => writers.tagFollows.insert(tx, follows));
  for (const posts of batches(world.posts, BATCH)) {
    await writers.posts.insert(posts.map(({ author, ...post }) => ({ ...post, authorId: author.id })));
  }
  for (const comments of batches(world.comments, BATCH)) {
    await writers.comments.insert(comments.map(({ post, author, parent, ...comment }) => (
      { ...comment, postId: post.id, postAuthorId: post.author.id, authorId: author.id, parentId: parent?.id ?? null }
    )));
  }
  for (const reactions of batches(world.reactions, BATCH)) await writers.reactions.insert(reactions);
  for (const reposts of batches(world.reposts, BATCH)) await writers.reposts.insert(reposts);

  const userIds = world.people.map((person) => person.id);
  await countPeople(postgres, writers, userIds);
  await countAuthors(mongo, writers, userIds);
  for (const posts of batches(world.posts, POSTS_COUNTED)) await countPosts(mongo, writers, posts.map(({ id, author }) => ({ id, authorId: author.id })));
}

function* batches<T>(rows: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size);
}
