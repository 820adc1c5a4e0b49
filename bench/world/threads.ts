import { type Id, mintIdFrom } from '../../src/kernel/ids.js';
import type { People } from './people.js';
import { Random } from './random.js';
import { ANSWERS_WITHIN_MS, POSTS_FROM, POSTS_UNTIL, type Scale, SEED } from './scale.js';
import { randomTag, sentences } from './text.js';

export const KINDS = ['LIKE', 'LIKE', 'LIKE', 'LIKE', 'LOVE', 'LAUGH', 'WOW', 'SAD', 'ANGRY'] as const;
export type Kind = (typeof KINDS)[number];

export interface MadeReaction {
  readonly id: Id;
  readonly user: number;
  readonly kind: Kind;
  readonly createdAt: Date;
}

export interface MadeComment {
  readonly id: Id;
  readonly author: number;
  readonly parent: MadeComment | null;
  readonly text: string;
  readonly createdAt: Date;
  /** Null for a living one; a deleted one is shown only while it has living answers. */
  readonly deletedAt: Date | null;
  readonly reactions: readonly MadeReaction[];
}

export interface MadeRepost {
  readonly id: Id;
  readonly user: number;
  readonly createdAt: Date;
}

/** A post with all that hangs on it. */
export interface Thread {
  readonly id: Id;
  readonly author: number;
  /** Null where the post is only a picture. */
  readonly text: string | null;
  /** Those at the end of its text. */
  readonly tags: readonly string[];
  readonly followersOnly: boolean;
  readonly createdAt: Date;
  /** Oldest first; a parent always before its answers. */
  readonly comments: readonly MadeComment[];
  readonly reactions: readonly MadeReaction[];
  readonly reposts: readonly MadeRepost[];
}

const DEEPEST = 4;
/** The share of reactions that go to comments; the others go to posts. */
const ON_COMMENTS = 0.3;
/** The share of comments and reactions that come from people who follow the author, and so see them in their feeds. */
const BY_FOLLOWERS = 0.6;
/** The share of comments and reactions that fall on any post alike; the others make some posts much discussed. */
const EVENLY = 0.7;
const TAGGED = 0.25;
const MOST_TAGS = 2;

/** Every post with its comments and reactions, oldest post first, one at a time: the world does not fit into memory. */
export function* makeThreads(scale: Scale, people: People): Generator<Thread> {
  const popularity = new Random(`${SEED}/popularity`);
  const commentsOn = tally(scale.comments, scale.posts, popularity);
  const reactionsOn = tally(Math.round(scale.reactions * (1 - ON_COMMENTS)), scale.posts, popularity);
  const repostsOf = tally(scale.reposts, scale.posts, popularity);
  const step = (POSTS_UNTIL - POSTS_FROM) / scale.posts;
  const perComment = (scale.reactions * ON_COMMENTS) / scale.comments;
  for (let i = 0; i < scale.posts; i++) {
    const random = new Random(`${SEED}/post/${i}`);
    const at = Math.floor(POSTS_FROM + i * step + random.below(step));
    const author = scatter(random.skewed(scale.users, 1.7), scale.users);
    const followersOnly = random.chance(0.1);
    // Those with a part to play only read.
    const followers = people.followersOf[author]!.filter((follower) => follower < scale.users);
    const audience = followersOnly ? [author, ...followers] : null;
    const answerer = (): number => {
      if (audience) return random.pick(audience);
      return followers.length > 0 && random.chance(BY_FOLLOWERS) ? random.pick(followers) : scatter(random.skewed(scale.users, 1.3), scale.users);
    };
    const rank = scatter(i, scale.posts);
    yield {
      id: mintIdFrom(new Date(at), `${SEED}/post/${i}`),
      author,
      ...makeText(new Random(`${SEED}/text/${i}`)),
      followersOnly,
      createdAt: new Date(at),
      comments: makeComments(`${SEED}/post/${i}`, at, commentsOn[rank]!, perComment, random, answerer),
      reactions: makeReactions(`${SEED}/post/${i}`, at, reactionsOn[rank]!, random, answerer),
      // What is for some may not be passed on.
      reposts: followersOnly || people.persons[author]!.isPrivate ? [] : makeReposts(`${SEED}/post/${i}`, at, repostsOf[rank]!, random, answerer),
    };
  }
}

function makeText(random: Random): Pick<Thread, 'text' | 'tags'> {
  if (random.chance(0.03)) return { text: null, tags: [] };
  const text = sentences(random, 5, 60);
  const tags = random.chance(TAGGED) ? [...new Set(Array.from({ length: 1 + random.below(MOST_TAGS) }, () => randomTag(random)))] : [];
  return { text: [text, ...tags.map((tag) => `#${tag}`)].join(' '), tags };
}

function makeReposts(seed: string, postedAt: number, count: number, random: Random, reposter: () => number): MadeRepost[] {
  const users = new Set<number>();
  for (let tries = 0; users.size < count && tries < count * 5; tries++) users.add(reposter());
  return [...users].map((user) => {
    const createdAt = new Date(postedAt + 1 + random.below(ANSWERS_WITHIN_MS));
    return { id: mintIdFrom(createdAt, `${seed}/repost/${user}`), user, createdAt };
  });
}

function makeComments(seed: string, postedAt: number, count: number, reactionsEach: number, random: Random, answerer: () => number): MadeComment[] {
  const times = Array.from({ length: count }, () => postedAt + 1 + random.below(ANSWERS_WITHIN_MS)).sort((a, b) => a - b);
  const comments: MadeComment[] = [];
  const depths: number[] = [];
  times.forEach((at, i) => {
    const parent = i > 0 && random.chance(0.35) ? random.below(i) : -1;
    const answers = parent >= 0 && depths[parent]! < DEEPEST ? parent : -1;
    depths.push(answers < 0 ? 1 : depths[answers]! + 1);
    const reactions = Math.floor(reactionsEach) + (random.chance(reactionsEach % 1) ? 1 : 0);
    comments.push({
      id: mintIdFrom(new Date(at), `${seed}/comment/${i}`),
      author: answerer(),
      parent: answers < 0 ? null : comments[answers]!,
      text: sentences(random, 3, 30),
      createdAt: new Date(at),
      deletedAt: random.chance(0.02) ? new Date(at + ANSWERS_WITHIN_MS) : null,
      reactions: makeReactions(`${seed}/comment/${i}`, at, reactions, random, answerer),
    });
  });
  return comments;
}

function makeReactions(seed: string, subjectAt: number, count: number, random: Random, answerer: () => number): MadeReaction[] {
  const users = new Set<number>();
  for (let tries = 0; users.size < count && tries < count * 5; tries++) {
    const user = answerer();
    if (reacts(user)) users.add(user);
  }
  return [...users].map((user) => {
    const createdAt = new Date(subjectAt + 1 + random.below(ANSWERS_WITHIN_MS));
    return { id: mintIdFrom(createdAt, `${seed}/reaction/${user}`), user, kind: random.pick(KINDS), createdAt };
  });
}

/** One person in five has never reacted to anything. */
export const reacts = (user: number): boolean => user % 5 !== 4;

/** How many of `draws` fall on each of `n` ranks: most evenly, the others by a power law. */
function tally(draws: number, n: number, random: Random): Uint32Array {
  const counts = new Uint32Array(n);
  for (let i = 0; i < draws; i++) counts[random.chance(EVENLY) ? random.below(n) : random.skewed(n, 3)]!++;
  return counts;
}

/** Moves ranks about, so that the most active is not the most popular and the most discussed not the oldest (`n` and the factor have no common divisor). */
const scatter = (rank: number, n: number): number => (rank * 7_919) % n;
