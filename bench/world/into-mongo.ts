import type { Db } from 'mongodb';
import { documentsOf } from './documents.js';
import type { People } from './people.js';
import type { Thread } from './threads.js';

const BATCH = 5_000;
const PROGRESS_EVERY = 20_000;

/** Writes threads as they are made, in batches; memory stays flat. */
export async function writeThreads(db: Db, people: People, threads: Iterable<Thread>, told: (line: string) => void): Promise<void> {
  const posts = new Batches(db, 'posts');
  const comments = new Batches(db, 'comments');
  const reactions = new Batches(db, 'reactions');
  const reposts = new Batches(db, 'reposts');
  const publicPosts = new Map<number, number>();
  const all = [posts, comments, reactions, reposts];
  for (const thread of threads) {
    const documents = documentsOf(thread, people);
    if (!thread.followersOnly) publicPosts.set(thread.author, (publicPosts.get(thread.author) ?? 0) + 1);
    await posts.add([documents.post]);
    await comments.add(documents.comments);
    await reactions.add(documents.reactions);
    await reposts.add(documents.reposts);
    if (posts.count % PROGRESS_EVERY === 0) told(all.map(({ count, name }) => `${count} ${name}`).join(', '));
  }
  for (const batches of all) await batches.flush();
  told(all.map(({ count, name }) => `${count} ${name}`).join(', '));
  const stats = new Batches(db, 'author_stats');
  await stats.add([...publicPosts].map(([author, postCount]) => ({ _id: people.persons[author]!.id, postCount })));
  await stats.flush();
}

class Batches {
  count = 0;
  private waiting: object[] = [];

  constructor(
    private readonly db: Db,
    readonly name: string,
  ) {}

  async add(documents: readonly object[]): Promise<void> {
    this.count += documents.length;
    this.waiting.push(...documents);
    if (this.waiting.length >= BATCH) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.waiting.length === 0) return;
    const batch = this.waiting;
    this.waiting = [];
    await this.db.collection(this.name).insertMany(batch, { ordered: false });
  }
}
