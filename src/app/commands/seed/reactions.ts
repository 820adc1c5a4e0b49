import { mintIdFrom } from '../../../kernel/ids.js';
import type { ImportedReaction } from '../../../modules/reactions/index.js';
import type { DemoComment } from './comments.js';
import type { DemoTime } from './demo-time.js';
import { type Dice, Urn } from './dice.js';
import type { DemoPerson } from './people.js';
import type { DemoPost } from './posts.js';

const KINDS = new Urn([['LIKE', 60], ['LOVE', 18], ['LAUGH', 10], ['WOW', 7], ['SAD', 4], ['ANGRY', 1]] as const, ([, weight]) => weight);

/** Reactions to posts and comments, all by people who may see them. */
export function makeReactions(dice: Dice, time: DemoTime, posts: readonly DemoPost[], comments: readonly DemoComment[], followers: ReadonlyMap<string, readonly DemoPerson[]>): ImportedReaction[] {
  const readersOf = (post: DemoPost): readonly DemoPerson[] => followers.get(post.author.username) ?? [];
  const react = (subjectType: 'Post' | 'Comment', subjectId: string, post: DemoPost, since: Date, person: DemoPerson): ImportedReaction => {
    const createdAt = time.after(since, 5, dice);
    return {
      id: mintIdFrom(createdAt, `demo/reaction/${subjectId}/${person.id}`),
      subjectType, subjectId, createdAt,
      userId: person.id,
      kind: KINDS.draw(dice)[0],
      postId: post.id,
      postAuthorId: post.author.id,
    };
  };
  return [
    ...posts.flatMap((post) => {
      const readers = readersOf(post);
      return dice.some(readers, dice.longTail(0, readers.length / 3, 2.5)).map((person) => react('Post', post.id, post, post.createdAt, person));
    }),
    ...comments.flatMap((comment) =>
      dice.some(readersOf(comment.post), dice.longTail(0, 5, 4)).map((person) => react('Comment', comment.id, comment.post, comment.createdAt, person)),
    ),
  ];
}
