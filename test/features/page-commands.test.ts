import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getNamedType, type GraphQLNamedType, type GraphQLObjectType, isAbstractType, isLeafType, isObjectType } from 'graphql';
import { encodeUserId } from '../../src/kernel/global-id.js';
import { mintId, type UserId } from '../../src/kernel/ids.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Bulk, globalIdOfComment, globalIdOfPost } from '../support/bulk.js';
import { schema, WIDE_LIMITS } from '../support/canary-walk.js';
import { namesOf, startWatchedApp, type WatchedApp } from '../support/count-commands.js';
import type { Member } from '../support/world.js';

const FEW = 3;
const MANY = 40;
/** An instance has a handful of them. */
const SHORT = new Set(['Query.serviceTokens']);

let everything: TestApp;
let app: WatchedApp;
/** An admin, to whom every list is open, and who stands in all of them with many others. */
let me: Member;
/** What opens the object that a list hangs on, by the object's type; and what a list of the root must be told. */
let entries: Readonly<Record<string, string>>;
let named: Readonly<Record<string, string>>;

beforeAll(async () => {
  everything = await startTestApp({ env: WIDE_LIMITS });
  app = await startWatchedApp(everything, WIDE_LIMITS);
  me = await everything.world.official('ADMIN');
  const star = await everything.world.person('star');
  const bulk = new Bulk(everything);
  const [crowd, muted, asking, asked, suspended] = (await Promise.all([1, 2, 3, 4, 5].map(() => bulk.people(MANY)))) as [UserId[], UserId[], UserId[], UserId[], UserId[]];
  await bulk.follows(crowd.flatMap((each) => [me.userId, star.userId].flatMap((other) => [[each, other], [other, each]] as const)));
  await bulk.mutes(muted.map((each) => [me.userId, each]));
  await bulk.requests([...asking.map((each) => [each, me.userId] as const), ...asked.map((each) => [me.userId, each] as const)]);
  // Of others than those who write, so that no page finds them among its authors.
  const facets = (i: number) => [{ kind: 'MENTION' as const, start: 0, end: 4, userId: muted[i % MANY]! }];
  const posts = await bulk.posts(Array.from({ length: MANY }, (_, i) => ({ authorId: star.userId, facets: facets(i) })));
  await bulk.posts(crowd.map((authorId, i) => ({ authorId, facets: facets(i + 1), tags: ['bay'] })));
  await bulk.threadMutes((await bulk.posts(asking.map((authorId) => ({ authorId })))).map((post) => [me.userId, post]));
  const post = posts[0]!;
  const under = { postId: post._id, postAuthorId: star.userId };
  const comments = await bulk.comments(crowd.map((authorId, i) => ({ ...under, authorId, facets: facets(i) })));
  const [parent] = comments;
  await bulk.comments(crowd.map((authorId, i) => ({ ...under, authorId, facets: facets(i), parentId: parent!._id, ancestorIds: [parent!._id], ancestorAuthorIds: [parent!.authorId!], depth: 2 })));
  const { mongo, postgres } = everything.plaza.stores;
  await mongo.collection('reposts').insertMany(asking.map((reposterId) => ({ _id: mintId(), reposterId, postId: post._id, postAuthorId: star.userId, createdAt: new Date() })) as never[]);
  const sql = (statement: string, values: unknown[]) => postgres.dataSource.query(statement, values);
  await sql('UPDATE profiles SET suspended_at = now() WHERE user_id = ANY($1::uuid[])', [suspended]);
  await sql(`INSERT INTO suspensions (id, user_id, reason, suspended_at, suspended_by) SELECT id, user_id, 'Spam', now(), $3 FROM unnest($1::uuid[], $2::uuid[]) AS row (id, user_id)`, [suspended.map(() => mintId()), suspended, me.userId]);
  const ofBoth = [...crowd.map(() => me.userId), ...crowd.map(() => star.userId)];
  await sql(`INSERT INTO security_events (id, user_id, kind, actor_id, details, happened_at) SELECT id, user_id, 'REGISTERED', user_id, '{}', now() FROM unnest($1::uuid[], $2::uuid[]) AS row (id, user_id)`, [ofBoth.map(() => mintId()), ofBoth]);
  const by = (id: string, type: string) => `node(id: "${id}") { ... on ${type}`;
  entries = { User: by(star.id, 'User'), Post: by(globalIdOfPost(post), 'Post'), Comment: by(globalIdOfComment(parent!), 'Comment'), Viewer: 'viewer { ... on Viewer', Query: '' };
  named = { userId: encodeUserId(star.userId), tag: 'bay' };
});
afterAll(async () => {
  await app.close();
  await everything.close();
});

interface List {
  readonly name: string;
  readonly query: (first: number) => string;
}

/** Every list that the schema has, with all that can be asked of its rows and of those whom they are about; lists below lists are left out. */
function allLists(): List[] {
  const types = Object.values(schema.getTypeMap()).filter((type): type is GraphQLObjectType => isObjectType(type));
  return types.flatMap((type) =>
    Object.values(type.getFields())
      .filter((field) => field.args.some(({ name }) => name === 'first'))
      .map((field) => {
        const told = field.args.flatMap(({ name }) => (named[name] === undefined ? [] : [`${name}: "${named[name]}"`]));
        const query = (first: number) => {
          const list = `${field.name}(${[`first: ${first}`, ...told].join(', ')}) { ${rowsOf(getNamedType(field.type), 1)} }`;
          return entries[type.name] ? `{ ${entries[type.name]} { ${list} } } }` : `{ ${list} }`;
        };
        return { name: `${type.name}.${field.name}`, query };
      }),
  );
}

const isNode = (type: GraphQLNamedType): boolean => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node');

function rowsOf(type: GraphQLNamedType, depth: number): string {
  if (isAbstractType(type)) return `__typename ${schema.getPossibleTypes(type).map((each) => `... on ${each.name} { ${rowsOf(each, depth)} }`).join(' ')}`;
  const fields = Object.values((type as GraphQLObjectType).getFields()).map((field) => {
    if (field.args.length > 0) return '';
    const below = getNamedType(field.type);
    if (isLeafType(below)) return field.name;
    // The row itself is a step of its own.
    const further = isNode(below) && field.name !== 'node' ? depth - 1 : depth;
    return further < 0 ? '' : `${field.name} { ${rowsOf(below, further)} }`;
  });
  return `__typename ${fields.join(' ')}`;
}

/** What a page costs whoever has asked before, and how many rows it has. */
async function costOf(query: string): Promise<{ commands: string[]; rows: number }> {
  let body = '';
  const commands = await app.watch.during(async () => {
    const answer = await app.client(me.token).query(query);
    expect([query, answer.errors]).toEqual([query, []]);
    body = answer.body;
  });
  return { commands: namesOf(commands.filter(({ name }) => name !== 'sessions.facts')), rows: body.split('"cursor":').length - 1 };
}

test('L4: every list of the schema costs the same commands for a page of 3 and for one of 40, with all that rows can say of themselves', async () => {
  const lists = allLists().filter(({ name }) => !SHORT.has(name));
  expect(lists.length).toBeGreaterThan(15);
  await costOf('{ viewer { email } }');
  const differing: unknown[] = [];
  for (const { name, query } of lists) {
    const [few, many] = [await costOf(query(FEW)), await costOf(query(MANY))];
    if (few.rows < FEW || many.rows < MANY) differing.push({ name, few: few.rows, many: many.rows });
    if (few.commands.join() !== many.commands.join()) differing.push({ name, few: few.commands, many: many.commands });
  }
  expect(differing).toEqual([]);
});
