import type pg from 'pg';
import type { Edge, People, Person } from './people.js';

const BATCH = 5_000;

type Values = readonly unknown[];

/** A table and its columns with their types; rows go in as one array per column. */
interface Target {
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
}

const PROFILES: Target = {
  table: 'profiles',
  columns: { user_id: 'uuid', username: 'text', username_key: 'text', display_name: 'text', bio: 'text', avatar_url: 'text', deleting_since: 'timestamptz', is_private: 'bool', follower_count: 'int', followee_count: 'int', created_at: 'timestamptz' },
};
const FOLLOWS: Target = { table: 'follows', columns: { id: 'uuid', follower_id: 'uuid', followee_id: 'uuid' } };
const MUTES: Target = { table: 'mutes', columns: { id: 'uuid', muter_id: 'uuid', muted_id: 'uuid', until: 'timestamptz' } };
const TAG_FOLLOWS: Target = { table: 'tag_follows', columns: { user_id: 'uuid', tag: 'text' } };
const BLOCKS: Target = { table: 'blocks', columns: { id: 'uuid', blocker_id: 'uuid', blocked_id: 'uuid' } };

export async function writePeople(client: pg.Client, people: People, told: (line: string) => void): Promise<void> {
  const profileOf = (person: Person, i: number): Values => [
    person.id, person.username, person.username.toLowerCase(), person.displayName, person.bio, person.avatarUrl, person.leaving ? person.createdAt : null, person.isPrivate,
    people.followersOf[i]!.length, people.followeesOf[i]!.length, person.createdAt,
  ];
  await insert(client, PROFILES, people.persons.map(profileOf));
  told(`${people.persons.length} profiles`);
  const edgeOf = ({ id, from, to }: Edge): Values => [id, people.persons[from]!.id, people.persons[to]!.id];
  await insert(client, FOLLOWS, people.follows.map(edgeOf));
  told(`${people.follows.length} follows`);
  await insert(client, BLOCKS, people.blocks.map(edgeOf));
  told(`${people.blocks.length} blocks`);
  await insert(client, MUTES, people.mutes.map((mute) => [...edgeOf(mute), 'infinity']));
  told(`${people.mutes.length} mutes`);
  await insert(client, TAG_FOLLOWS, people.tagFollows.map(({ person, tag }) => [people.persons[person]!.id, tag]));
}

async function insert(client: pg.Client, { table, columns }: Target, rows: readonly Values[]): Promise<void> {
  const names = Object.keys(columns);
  const arrays = Object.values(columns).map((type, i) => `$${i + 1}::${type}[]`);
  const statement = `INSERT INTO ${table} (${names.join(', ')}) SELECT * FROM unnest(${arrays.join(', ')})`;
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH);
    await client.query(statement, names.map((_, column) => batch.map((row) => row[column])));
  }
}
