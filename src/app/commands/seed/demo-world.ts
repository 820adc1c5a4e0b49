import type { ImportedReaction } from '../../../modules/reactions/index.js';
import type { ImportedTagFollow } from '../../../modules/relationships/index.js';
import type { ImportedRepost } from '../../../modules/reposts/index.js';
import { type DemoComment, makeComments } from './comments.js';
import { DemoTime } from './demo-time.js';
import { Dice } from './dice.js';
import { type DemoFollow, followeesOf, followersOf, makeFollows } from './follows.js';
import { type DemoPerson, makePeople } from './people.js';
import { type DemoPost, makePosts } from './posts.js';
import { makeReactions } from './reactions.js';
import { makeReposts } from './reposts.js';
import { makeTagFollows } from './tag-follows.js';

/** A small town's worth of people and what they say to each other. */
export interface DemoWorld {
  readonly people: readonly DemoPerson[];
  readonly follows: readonly DemoFollow[];
  readonly posts: readonly DemoPost[];
  readonly comments: readonly DemoComment[];
  readonly reactions: readonly ImportedReaction[];
  readonly reposts: readonly ImportedRepost[];
  readonly tagFollows: readonly ImportedTagFollow[];
}

const SEED = 20_261_121;

/** The same world at every start, ids included, when it is made for the same moment. */
export function makeDemoWorld(now: Date): DemoWorld {
  const dice = new Dice(SEED);
  const time = new DemoTime(now);
  const people = makePeople(dice, time);
  const follows = makeFollows(dice, time, people);
  const followers = followersOf(follows);
  const posts = makePosts(dice, time, people, followeesOf(follows));
  const comments = makeComments(dice, time, posts, followers);
  const reactions = makeReactions(dice, time, posts, comments, followers);
  const reposts = makeReposts(dice, time, posts, followers);
  return { people, follows, posts, comments, reactions, reposts, tagFollows: makeTagFollows(dice, time, people) };
}
