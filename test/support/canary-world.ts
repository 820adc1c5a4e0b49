import type { TestApp } from './app.js';
import type { Known } from './canary-walk.js';
import type { Client } from './client.js';
import { MEMBERS_PASSWORD, type Person } from './world.js';

/** Everybody who looks; the last two are entitled to what ada shows to followers. */
export const VIEWERS = ['anonymous', 'stranger', 'blocked', 'blocker', 'fan', 'ada'] as const;
export type ViewerName = (typeof VIEWERS)[number];

export type NodeType = 'User' | 'Post' | 'Comment';

/** Something planted: the texts that give it away, and who may come across it. */
export interface Secret {
  readonly name: string;
  readonly marks: readonly string[];
  /** What is absent wherever the secret is not shown; null for a tombstone, which stands and says nothing. */
  readonly absent: { readonly type: NodeType; readonly id: string } | null;
  readonly shownTo: readonly ViewerName[];
}

export interface CanaryWorld {
  readonly people: Readonly<Record<Exclude<ViewerName, 'anonymous'> | 'eve' | 'passerby', Person>>;
  readonly secrets: readonly Secret[];
  readonly known: Known;
  /** Global ids by the secret's name. */
  readonly ids: Readonly<Record<string, string>>;
  client(viewer: ViewerName, app: TestApp): Client;
}

const without = (...hidden: ViewerName[]): ViewerName[] => VIEWERS.filter((viewer) => !hidden.includes(viewer));
const mark = (name: string) => `canary-${name}-${Math.random().toString(36).slice(2)}`;

/** A world in which everything that somebody may not see sings when it is seen. */
export async function plantCanaries(app: TestApp): Promise<CanaryWorld> {
  const { world } = app;
  const names = ['ada', 'fan', 'stranger', 'blocked', 'blocker', 'eve', 'passerby'];
  const [ada, fan, stranger, blocked, blocker, eve, passerby] = (await world.people(names)) as [Person, Person, Person, Person, Person, Person, Person];
  const secrets: Secret[] = [];
  const ids: Record<string, string> = {};
  const known: Record<NodeType, string[]> = { User: [], Post: [], Comment: [] };

  /** Plants a mark by what `make` does with it; the thing's id is a mark as well. */
  const plant = async (type: NodeType, name: string, shownTo: readonly ViewerName[], make: (text: string) => Promise<string>, isTombstone = false) => {
    const text = mark(name);
    const id = await make(text);
    ids[name] = id;
    known[type].push(id);
    secrets.push({ name, marks: isTombstone ? [text] : [text, id], absent: isTombstone ? null : { type, id }, shownTo });
    return id;
  };
  const post = (author: Person, name: string, shownTo: readonly ViewerName[], visibility: 'PUBLIC' | 'FOLLOWERS' = 'PUBLIC') =>
    plant('Post', name, shownTo, (text) => world.post(author, text, visibility));
  const comment = (author: Person, name: string, shownTo: readonly ViewerName[], postId: string, parentId?: string) =>
    plant('Comment', name, shownTo, (text) => world.comment(author, postId, text, parentId));

  for (const person of [fan, passerby]) await world.follow(person, ada);
  for (const person of [ada, fan, stranger, blocked, blocker]) await world.follow(person, eve);
  for (const person of [ada, blocked]) await world.follow(eve, person);

  const notBetween = without('blocked', 'blocker');
  await plant('User', 'profile', notBetween, (text) => describeSelf(ada, text));
  await post(ada, 'public post', notBetween);
  const closed = await plant('Post', 'followers post', ['fan', 'ada'], (text) => postWithMedia(ada, text));
  const under = await comment(fan, 'comment under followers post', ['fan', 'ada'], closed);
  await comment(ada, 'answer under followers post', ['fan', 'ada'], closed, under);
  await post(fan, 'followers post of the fan', ['fan'], 'FOLLOWERS');

  const square = await post(eve, 'square', VIEWERS);
  await world.post(eve, `Listen to @${ada.username}!`);
  const byAda = await comment(ada, 'comment of ada', notBetween, square);
  const below = await comment(passerby, 'answer below ada', notBetween, square, byAda);
  await comment(eve, 'answer further below ada', notBetween, square, below);
  await comment(blocked, 'own answer below ada', without('blocked', 'blocker', 'ada'), square, byAda);
  await comment(blocked, 'comment of blocked', without('ada'), square);
  await comment(blocker, 'comment of blocker', without('ada'), square);

  const buried = await plant('Comment', 'deleted comment with answers', [], (text) => world.comment(fan, square, text), true);
  await comment(passerby, 'answer to a deleted comment', VIEWERS, square, buried);
  await deleteBy(fan, 'Comment', buried);
  await plant('Comment', 'deleted comment', [], (text) => deleted(fan, 'Comment', world.comment(fan, square, text)));
  await plant('Post', 'deleted post', [], (text) => deleted(ada, 'Post', world.post(ada, text)));
  const gone = await newAccount(app);
  await plant('User', 'leaving person', [], (text) => describeSelf(gone, text));
  await post(gone, 'post of a leaving person', []);
  await comment(gone, 'comment of a leaving person', [], square);
  await world.follow(gone, eve);
  await leave(gone);

  const culprit = await world.person('culprit');
  await plant('User', 'suspended person', [], (text) => describeSelf(culprit, text));
  const suspendedPost = await post(culprit, 'post of a suspended person', []);
  await comment(passerby, 'comment under a post of a suspended person', [], suspendedPost);
  const suspendedComment = await comment(culprit, 'comment of a suspended person', [], square);
  await comment(passerby, 'answer below a suspended person', [], square, suspendedComment);
  for (const person of [ada, fan]) await world.follow(person, culprit);
  for (const person of [ada, eve]) await world.follow(culprit, person);
  await must(await world.official('MODERATOR'), 'mutation ($input: SuspendUserInput!) { suspendUser(input: $input) { userErrors { message } } }', { input: { userId: culprit.id, reason: 'Spam' } });

  await world.block(ada, blocked);
  await world.block(blocker, ada);
  await app.settled();

  const people = { ada, fan, stranger, blocked, blocker, eve, passerby };
  known.User.push(...Object.values(people).map((person) => person.id).filter((id) => !known.User.includes(id)));
  return {
    people,
    secrets,
    ids,
    known: { ids: known, usernames: [...Object.values(people), gone, culprit].map((person) => person.username) },
    client: (viewer, on) => on.client(viewer === 'anonymous' ? null : people[viewer].token),
  };
}

/** The secrets that show in what somebody was told. */
export const foundIn = (secrets: readonly Secret[], bytes: string): string[] =>
  secrets.filter(({ marks }) => marks.some((each) => bytes.includes(each))).map(({ name }) => name);

export const shownTo = (secrets: readonly Secret[], viewer: ViewerName): string[] =>
  secrets.filter((secret) => secret.shownTo.includes(viewer)).map(({ name }) => name);

async function must(person: Person, query: string, variables: Record<string, unknown>): Promise<Record<string, unknown>> {
  const answer = await person.client.query(query, variables);
  const [payload] = Object.values(answer.data ?? {}) as { userErrors: unknown[] }[];
  if (answer.errors.length > 0 || !payload || payload.userErrors.length > 0) throw new Error(answer.body);
  return payload as unknown as Record<string, unknown>;
}

async function describeSelf(person: Person, text: string): Promise<string> {
  const input = { displayName: text, bio: text, location: text, websiteUrl: `https://example.org/${text}`, avatarUrl: `https://example.org/${text}.png` };
  await must(person, 'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { userErrors { message } } }', { input });
  return person.id;
}

async function postWithMedia(person: Person, text: string): Promise<string> {
  const input = { text, visibility: 'FOLLOWERS', media: [{ name: `${text}.png`, altText: text }] };
  const { post } = await must(person, 'mutation ($input: CreatePostInput!) { createPost(input: $input) { post { id } userErrors { message } } }', { input });
  return (post as { id: string }).id;
}

export async function deleteBy(person: Person, type: 'Post' | 'Comment', id: string): Promise<void> {
  const input = { [type === 'Post' ? 'postId' : 'commentId']: id };
  await must(person, `mutation ($input: Delete${type}Input!) { delete${type}(input: $input) { userErrors { message } } }`, { input });
}

async function deleted(person: Person, type: 'Post' | 'Comment', made: Promise<string>): Promise<string> {
  const id = await made;
  await deleteBy(person, type, id);
  return id;
}

/** Somebody with a password, who can therefore delete their account. */
export const newAccount = (app: TestApp): Promise<Person> => app.world.member('gone');

export async function leave(person: Person): Promise<void> {
  await must(person, 'mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { userErrors { message } } }', { input: { password: MEMBERS_PASSWORD } });
}
