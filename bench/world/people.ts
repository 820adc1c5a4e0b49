import { type Id, mintIdFrom } from '../../src/kernel/ids.js';
import { Random } from './random.js';
import { POSTS_FROM, type Scale, SEED, SIGN_UPS_FROM } from './scale.js';

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
  readonly followeesOf: readonly (readonly number[])[];
  readonly followersOf: readonly (readonly number[])[];
}

/** Of Pareto's law: 50 followees on average, 500 and more for about one in 170. */
const FEWEST_FOLLOWEES = 17;
const PARETO_SHAPE = 1.5;
const MOST_FOLLOWEES = 3_000;

export function makePeople(scale: Scale): People {
  const everySo = Math.floor(scale.users / scale.leaving);
  const persons = Array.from({ length: scale.users }, (_, i) => makePerson(i, i % everySo === everySo - 1));
  const blocks = makeBlocks(scale);
  const follows = makeFollows(scale, new Set(blocks.flatMap(({ from, to }) => [pair(from, to), pair(to, from)])));
  const followeesOf: number[][] = persons.map(() => []);
  const followersOf: number[][] = persons.map(() => []);
  for (const { from, to } of follows) {
    followeesOf[from]!.push(to);
    followersOf[to]!.push(from);
  }
  const mutes = follows.filter((_, i) => i % 50 === 0);
  return { persons, follows, blocks, mutes, followeesOf, followersOf };
}

function makePerson(i: number, leaving: boolean): Person {
  const random = new Random(`${SEED}/person/${i}`);
  const createdAt = new Date(SIGN_UPS_FROM + random.below(POSTS_FROM - SIGN_UPS_FROM));
  const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
  return {
    id: mintIdFrom(createdAt, `${SEED}/person/${i}`),
    username: `${name.toLowerCase().replace(' ', '_')}_${i}`,
    displayName: random.chance(0.95) ? name : null,
    bio: random.chance(0.7) ? `${name} on bread, bicycles and number ${i}. Opinions are borrowed.` : null,
    avatarUrl: random.chance(0.8) ? `https://avatars.example.org/${i}.png` : null,
    createdAt,
    leaving,
    isPrivate: i % 20 === 7,
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
