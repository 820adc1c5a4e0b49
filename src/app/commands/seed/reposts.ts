import { mintIdFrom } from '../../../kernel/ids.js';
import type { ImportedRepost } from '../../../modules/reposts/index.js';
import type { DemoTime } from './demo-time.js';
import type { Dice } from './dice.js';
import type { DemoPerson } from './people.js';
import type { DemoPost } from './posts.js';

/** Who has handed on whose posts: readers of what is for everybody; most posts are reposted by nobody, a few by many. */
export function makeReposts(dice: Dice, time: DemoTime, posts: readonly DemoPost[], followers: ReadonlyMap<string, readonly DemoPerson[]>): ImportedRepost[] {
  return posts
    .filter(({ visibility }) => visibility === 'PUBLIC')
    .flatMap((post) => {
      const readers = followers.get(post.author.username) ?? [];
      return dice.some(readers, dice.longTail(0, readers.length / 8, 5)).map((person): ImportedRepost => {
        const createdAt = time.after(post.createdAt, 4, dice);
        return { id: mintIdFrom(createdAt, `demo/repost/${post.id}/${person.id}`), reposterId: person.id, postId: post.id, postAuthorId: post.author.id, createdAt };
      });
    });
}
