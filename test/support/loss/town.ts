import type { TestApp } from '../app.js';
import type { Person } from '../world.js';
import type { Entry } from './ledger.js';
import type { Ear } from './listener.js';

const WRITERS = 4;
const POSTS = 8;
const SOCKETS_PER_VIEWER = 5;

/** People and posts among whom losses are looked for. Every fourth viewer was blocked by a writer, every fourth has blocked one. */
export interface Town {
  readonly writers: readonly Person[];
  /** Posts that are commented on. */
  readonly posts: readonly string[];
  /** The first writer blocks a viewer who has heard of them so far: from now on they must not. */
  blockOne(): Promise<void>;
  ears(urlOf: (n: number) => string): Ear[];
}

interface Resident {
  readonly person: Person;
  readonly follows: ReadonlySet<number>;
  /** Writers who are hidden from them from some time on. */
  readonly hidden: Map<number, number>;
}

export async function settle({ world }: TestApp, ears: number): Promise<Town> {
  const writers = await world.people(Array.from({ length: WRITERS }, (_, n) => `writer${n}`));
  const host = await world.person('host');
  const posts: string[] = [];
  for (let n = 0; n < POSTS; n++) posts.push(await world.post(host, `Post ${n}`));
  const people = await world.people(Array.from({ length: Math.ceil(ears / SOCKETS_PER_VIEWER) }, (_, n) => `viewer${n}`));
  const residents = await Promise.all(people.map((person, n) => moveIn(person, n)));

  async function moveIn(person: Person, n: number): Promise<Resident> {
    const follows = new Set([n % WRITERS, (n + 1) % WRITERS]);
    const hidden = new Map<number, number>();
    for (const writer of follows) await world.follow(person, writers[writer]!);
    const foe = n % WRITERS;
    if (n % 4 === 1) await world.block(writers[foe]!, person);
    if (n % 4 === 2) await world.block(person, writers[foe]!);
    if (n % 4 === 1 || n % 4 === 2) hidden.set(foe, 0);
    return { person, follows, hidden };
  }

  return {
    writers,
    posts,
    async blockOne() {
      const { person, follows, hidden } = residents.find((resident) => resident.hidden.size === 0 && resident.follows.has(0))!;
      const [from] = [...follows];
      await world.block(writers[from!]!, person);
      hidden.set(from!, performance.now());
    },
    ears: (urlOf) =>
      Array.from({ length: ears }, (_, n) => {
        const { person, follows, hidden } = residents[Math.floor(n / SOCKETS_PER_VIEWER)]!;
        // Half of them listen to posts, half to home feeds; of both, half on each server.
        const post = n % 2 === 0 ? posts[(n / 2) % POSTS]! : null;
        return { url: urlOf(n >> 1), token: person.token, post, expects: (entry) => expects(entry, post, follows, hidden) };
      }),
  };
}

function expects({ kind, under, writer, askedAt }: Entry, post: string | null, follows: ReadonlySet<number>, hidden: ReadonlyMap<number, number>): boolean | null {
  const concerns = post === null ? kind === 'post' && follows.has(writer) : under === post;
  const hiddenSince = hidden.get(writer);
  if (!concerns || hiddenSince === undefined) return concerns;
  // What was written before the block may have come or not.
  return askedAt > hiddenSince ? false : null;
}
