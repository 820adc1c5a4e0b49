import { type CommentId, mintIdFrom, type UserId } from '../../../kernel/ids.js';
import type { DemoTime } from './demo-time.js';
import type { Dice } from './dice.js';
import type { DemoPerson } from './people.js';
import type { DemoPost } from './posts.js';
import { ANSWERS, REPLIES } from './texts/answers.js';

export interface DemoComment {
  readonly id: CommentId;
  readonly post: DemoPost;
  readonly author: DemoPerson;
  readonly parent: DemoComment | null;
  readonly ancestorIds: readonly CommentId[];
  readonly ancestorAuthorIds: readonly UserId[];
  readonly depth: number;
  readonly text: string;
  readonly createdAt: Date;
}

const DEEPEST = 12;

/** Threads below the posts: a few long, most short; people answer each other, and the author answers them. */
export function makeComments(dice: Dice, time: DemoTime, posts: readonly DemoPost[], followers: ReadonlyMap<string, readonly DemoPerson[]>): DemoComment[] {
  let count = 0;
  return posts.flatMap((post) => {
    const readers = followers.get(post.author.username) ?? [];
    if (readers.length === 0) return [];
    const thread: DemoComment[] = [];
    const size = dice.longTail(0, Math.min(30, 4 + readers.length / 5), 3);
    for (let i = 0; i < size; i++) {
      const open = thread.filter((comment) => comment.depth < DEEPEST);
      const parent = open.length > 0 && dice.chance(0.5) ? dice.pick(open.slice(-4)) : null;
      // Who was answered answers back, more often than not.
      const author = parent !== null && parent.author !== post.author && dice.chance(0.45) ? post.author : dice.pick(readers);
      thread.push(makeComment(dice, time, post, author, parent, count++));
    }
    return thread;
  });
}

function makeComment(dice: Dice, time: DemoTime, post: DemoPost, author: DemoPerson, parent: DemoComment | null, index: number): DemoComment {
  const createdAt = time.after(parent?.createdAt ?? post.createdAt, 3, dice);
  const text = parent === null ? dice.pick(ANSWERS) : dice.pick(REPLIES);
  const answered = parent?.author ?? post.author;
  return {
    id: mintIdFrom(createdAt, `demo/comment/${index}`),
    post,
    author,
    parent,
    ancestorIds: parent === null ? [] : [...parent.ancestorIds, parent.id],
    ancestorAuthorIds: parent === null ? [] : [...new Set([...parent.ancestorAuthorIds, parent.author.id])],
    depth: (parent?.depth ?? 0) + 1,
    text: answered !== author && dice.chance(0.15) ? `@${answered.username} ${text}` : text,
    createdAt,
  };
}
