import { type Id, mintIdFrom } from '../../src/kernel/ids.js';
import { type Cast, castOf, FOLLOWEES_OF_AUDIENCE } from './cast.js';
import { Random } from './random.js';
import { POSTS_FROM, type Scale, SEED, SIGN_UPS_FROM } from './scale.js';
import { randomTag } from './text.js';

export interface Person {
  readonly id: Id;
  readonly username: string;
  readonly displayName: string | null;
  readonly bio: string | null;
  readonly avatarUrl: string | null;
  readonly createdAt: Date;
  readonly leaving: boolean;
  /** One in twenty publishes for followers only. */
  readonly isPrivate: boolean;
}

/** A follow or a block; its id carries its date. */
export interface Edge {
  readonly id: Id;
  readonly from: number;
  readonly to: number;
}

/** People by number. Low numbers are followed by many: the number is the rank of popularity. */
export interface People {
  readonly persons: readonly Person[];
  readonly follows: readonly Edge[];
  readonly blocks: readonly Edge[];
  /** One follow in fifty is muted: people follow whom they do not always want to read. */
  readonly mutes: readonly Edge[];
  readonly tagFollows: readonly TagFollow[];
  readonly followeesOf: readonly (readonly number[])[];
  readonly followersOf: readonly (readonly number[])[];
  readonly cast: Cast;
}

export interface TagFollow {
  readonly person: number;
  readonly tag: string;
}

/** Of Pareto's law: 50 followees on average, 500 and more for about one in 170. */
const FEWEST_FOLLOWEES = 17;
const PARETO_SHAPE = 1.5;
const MOST_FOLLOWEES = 3_000;

export function makePeople(scale: Scale): People {
  const cast = castOf(scale);
  const everySo = Math.floor(scale.users / scale.leaving);
  const persons = Array.from({ length: cast.people }, (_, i) => makePerson(i, i < scale.users && i % everySo === everySo - 1, cast.names.get(i)));
  const blocks = [...makeBlocks(scale), ...makeBlocksOfReaders(scale, cast)];
  const blocked = new Set(blocks.flatMap(({ from, to }) => [pair(from, to), pair(to, from)]));
  const follows = [...makeFollows(scale, blocked), ...makeFollowsOfCast(scale, cast, blocked)];
  const followeesOf: number[][] = persons.map(() => []);
  const followersOf: number[][] = persons.map(() => []);
  for (const { from, to } of follows) {
    followeesOf[from]!.push(to);
    followersOf[to]!.push(from);
  }
  // Who follows the authors of the cast is to meet their posts.
  const mutes = follows.filter(({ to }, i) => i % 50 === 0 && to < scale.users);
  return { persons, follows, blocks, mutes, tagFollows: makeTagFollows(scale, cast), followeesOf, followersOf, cast };
}

function makePerson(i: number, leaving: boolean, username: string | undefined): Person {
  const random = new Random(`${SEED}/person/${i}`);
  const createdAt = new Date(SIGN_UPS_FROM + random.below(POSTS_FROM - SIGN_UPS_FROM));
  const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
  return {
    id: mintIdFrom(createdAt, `${SEED}/person/${i}`),
    username: username ?? `${name.toLowerCase().replace(' ', '_')}_${i}`,
    displayName: random.chance(0.95) ? name : null,
    bio: random.chance(0.7) ? `${name} on bread, bicycles and number ${i}. Opinions are borrowed.` : null,
    avatarUrl: random.chance(0.8) ? `https://avatars.example.org/${i}.png` : null,
    createdAt,
    leaving,
    isPrivate: i % 20 === 7 && username === undefined,
  };
}

/** Blocks fall on the popular more than on others, so that feeds and threads really lose rows by them. */
function makeBlocks(scale: Scale): Edge[] {
  const random = new Random(`${SEED}/blocks`);
  const seen = new Set<string>();
  return collect(scale.blocks, (edges) => {
    const from = random.below(scale.users);
    const to = random.skewed(scale.users, 2);
    if (from === to || seen.has(pair(from, to))) return;
    seen.add(pair(from, to));
    edges.push(edge('block', from, to, random));
  });
}

/** A follow needs that neither has blocked the other. */
function makeFollows(scale: Scale, blocked: ReadonlySet<string>): Edge[] {
  const edges: Edge[] = [];
  for (let from = 0; from < scale.users; from++) {
    const random = new Random(`${SEED}/follows/${from}`);
    const wanted = Math.min(FEWEST_FOLLOWEES / (1 - random.next()) ** (1 / PARETO_SHAPE), MOST_FOLLOWEES, scale.users / 3);
    const chosen = new Set<number>();
    for (let tries = 0; chosen.size < wanted && tries < wanted * 20; tries++) {
      const to = random.skewed(scale.users, 2);
      if (to !== from && !blocked.has(pair(from, to))) chosen.add(to);
    }
    for (const to of chosen) edges.push(edge('follow', from, to, random));
  }
  return edges;
}

const BLOCKS_OF_READER = 6;

/** Every reader has blocked somebody popular, or was: what others write under the posts they read must not all show. */
function makeBlocksOfReaders(scale: Scale, cast: Cast): Edge[] {
  return cast.readers.flatMap(({ person }) => {
    const random = new Random(`${SEED}/blocks/${person}`);
    return [...someOf(random, scale, BLOCKS_OF_READER, () => true)].map((other, i) => (i % 2 ? edge('block', person, other, random) : edge('block', other, person, random)));
  });
}

/** Readers follow exactly as many as is said of them, and authors are followed by exactly as many. */
function makeFollowsOfCast(scale: Scale, cast: Cast, blocked: ReadonlySet<string>): Edge[] {
  const edges: Edge[] = [];
  for (const { person, followees } of cast.readers) {
    const random = new Random(`${SEED}/follows/${person}`);
    for (const to of someOf(random, scale, followees, (other) => !blocked.has(pair(person, other)))) edges.push(edge('follow', person, to, random));
  }
  for (const person of cast.audience) {
    const random = new Random(`${SEED}/follows/${person}`);
    for (const to of someOf(random, scale, FOLLOWEES_OF_AUDIENCE, () => true)) edges.push(edge('follow', person, to, random));
  }
  for (const { person, followers } of cast.authors) {
    const random = new Random(`${SEED}/followers/${person}`);
    for (const from of cast.audience.slice(0, followers)) edges.push(edge('follow', from, person, random));
  }
  return edges;
}

/** Different people, the popular more often than others; whoever is left over makes the number full. */
function someOf(random: Random, scale: Scale, count: number, isMeant: (other: number) => boolean): Set<number> {
  const chosen = new Set<number>();
  for (let tries = 0; chosen.size < count && tries < count * 4; tries++) {
    const other = random.skewed(scale.users, 2);
    if (isMeant(other)) chosen.add(other);
  }
  for (let other = 0; chosen.size < count && other < scale.users; other++) if (isMeant(other)) chosen.add(other);
  return chosen;
}

const TAGS_OF_FOLLOWER = 2;

/** Some readers follow tags, and one in twenty of the others. */
function makeTagFollows(scale: Scale, cast: Cast): TagFollow[] {
  const followers = [...cast.readers.filter(({ followsTags }) => followsTags).map(({ person }) => person), ...Array.from({ length: Math.floor(scale.users / 20) }, (_, i) => i * 20)];
  return followers.flatMap((person) => {
    const random = new Random(`${SEED}/tags/${person}`);
    const tags = new Set(Array.from({ length: TAGS_OF_FOLLOWER }, () => randomTag(random)));
    return [...tags].map((tag) => ({ person, tag }));
  });
}

const pair = (from: number, to: number): string => `${from}:${to}`;

function edge(kind: string, from: number, to: number, random: Random): Edge {
  return { id: mintIdFrom(new Date(POSTS_FROM + random.below(30 * 86_400_000)), `${SEED}/${kind}/${from}/${to}`), from, to };
}

function collect(count: number, add: (edges: Edge[]) => void): Edge[] {
  const edges: Edge[] = [];
  for (let tries = 0; edges.length < count && tries < count * 20; tries++) add(edges);
  return edges;
}

const FIRST_NAMES = ['Ada', 'Ben', 'Chidi', 'Dana', 'Emil', 'Farah', 'Goro', 'Hana', 'Ivo', 'Juna', 'Kofi', 'Lena', 'Mira', 'Nils', 'Olga', 'Pavel', 'Rosa', 'Sami', 'Tuva', 'Wen'];
const LAST_NAMES = ['Adler', 'Brandt', 'Costa', 'Diallo', 'Ekstrom', 'Fiore', 'Grau', 'Horvat', 'Ito', 'Jansen', 'Kaya', 'Lindt', 'Moreau', 'Nowak', 'Okafor', 'Pereira', 'Quist', 'Rossi', 'Sato', 'Weiss'];
