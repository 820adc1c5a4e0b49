import { decodePostId } from '../../src/kernel/global-id.js';
import type { Id } from '../../src/kernel/ids.js';
import { encodeCursor, type ListKind } from '../../src/kernel/page.js';
import type { RepostRow } from '../../src/modules/reposts/repost.entity.js';
import type { TestApp } from './app.js';
import { plantInAccount } from './canary-account.js';
import { mark, must, type NodeType, type Secret, type ViewerName, VIEWERS } from './canary-secrets.js';
import type { Known } from './canary-walk.js';
import type { Client } from './client.js';
import { MEMBERS_PASSWORD, type Person } from './world.js';

export interface CanaryWorld {
  readonly people: Readonly<Record<Exclude<ViewerName, 'anonymous'> | 'eve' | 'passerby' | 'shy' | 'hush', Person>>;
  readonly secrets: readonly Secret[];
  readonly known: Known;
  /** Global ids by the secret's name. */
  readonly ids: Readonly<Record<string, string>>;
  client(viewer: ViewerName, app: TestApp): Client;
}

/** What all planted posts are about. */
const TAG = 'canaries';

const without = (...hidden: ViewerName[]): ViewerName[] => VIEWERS.filter((viewer) => !hidden.includes(viewer));

/** A world in which everything that somebody may not see sings when it is seen. */
export async function plantCanaries(app: TestApp): Promise<CanaryWorld> {
  const { world } = app;
  const ada = await world.member('ada');
  const names = ['fan', 'stranger', 'blocked', 'blocker', 'eve', 'passerby', 'shy', 'hush'];
  const [fan, stranger, blocked, blocker, eve, passerby, shy, hush] = (await world.people(names)) as [Person, Person, Person, Person, Person, Person, Person, Person];
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
    plant('Post', name, shownTo, (text) => world.post(author, `${text} #${TAG}`, visibility));
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
  await world.repost(gone, square);
  await leave(gone);

  const culprit = await world.person('culprit');
  await plant('User', 'suspended person', [], (text) => describeSelf(culprit, text));
  const suspendedPost = await post(culprit, 'post of a suspended person', []);
  await comment(passerby, 'comment under a post of a suspended person', [], suspendedPost);
  await world.repost(culprit, square);
  const suspendedComment = await comment(culprit, 'comment of a suspended person', [], square);
  await comment(passerby, 'answer below a suspended person', [], square, suspendedComment);
  for (const person of [ada, fan]) await world.follow(person, culprit);
  for (const person of [ada, eve]) await world.follow(culprit, person);
  const reason = mark('reason');
  await must(await world.official('MODERATOR'), 'mutation ($input: SuspendUserInput!) { suspendUser(input: $input) { userErrors { message } } }', { input: { userId: culprit.id, reason } });
  secrets.push({ name: 'reason of a suspension', marks: [reason], absent: null, shownTo: [] });

  // What an account has published before it became private, and since.
  await plant('User', 'private person', VIEWERS, (text) => describeSelf(shy, text));
  const early = await post(shy, 'public post of a private account', ['fan']);
  await comment(fan, 'comment under a post of a private account', ['fan'], early);
  await world.follow(fan, shy);
  await world.follow(shy, eve);
  await world.makePrivate(shy);
  await post(shy, 'followers post of a private account', ['fan'], 'FOLLOWERS');
  for (const person of [fan, passerby]) await world.follow(person, hush);
  await world.follow(hush, eve);
  await must(hush, 'mutation { updatePrivacy(input: { hidesFollowLists: true }) { userErrors { message } } }', {});

  /** Plants a row that stands between two people: its edge in a list gives it away. */
  const plantRow = async (name: string, list: ListKind, table: string, [from, one]: [string, Person], [to, other]: [string, string], shownTo: readonly ViewerName[]) => {
    const rows = await app.plaza.stores.postgres.dataSource.query<{ id: Id }[]>(`SELECT id FROM ${table} WHERE ${from} = $1 AND ${to} = $2`, [one.userId, other]);
    secrets.push({ name, marks: [`"cursor":"${encodeCursor(list, rows[0]!.id)}"`], absent: null, shownTo });
  };
  const plantFollow = (name: string, follower: Person, followee: Person, shownTo: readonly ViewerName[]) =>
    plantRow(name, 'follows', 'follows', ['follower_id', follower], ['followee_id', followee.userId], shownTo);
  await plantFollow('follow by a private account', shy, eve, ['fan']);
  await plantFollow('follow of a private account', fan, shy, ['fan']);
  await plantFollow('follow by somebody who hides them', hush, eve, []);
  await plantFollow('follow of somebody who hides them', passerby, hush, []);
  await plantFollow('own follow of somebody who hides them', fan, hush, ['fan']);

  for (const person of [stranger, passerby]) await world.follow(person, shy);
  const plantRequest = (name: string, requester: Person, shownTo: readonly ViewerName[]) =>
    plantRow(name, 'followRequests', 'follow_requests', ['requester_id', requester], ['target_id', shy.userId], shownTo);
  await plantRequest('follow request of the stranger', stranger, ['stranger']);
  await plantRequest('follow request of another', passerby, []);

  const plantRepost = async (name: string, reposter: Person, shownTo: readonly ViewerName[]) => {
    await world.repost(reposter, square);
    const row = await app.plaza.stores.mongo.collection<RepostRow>('reposts').findOne({ reposterId: reposter.userId, postId: decodePostId(square)!.id });
    secrets.push({ name, marks: [`"cursor":"${encodeCursor('reposts', row!._id)}"`], absent: null, shownTo });
  };
  await plantRepost('repost by a private account', shy, ['fan']);
  await plantRepost('repost by ada', ada, notBetween);
  await plantRepost('repost by blocked', blocked, without('ada'));
  await plantRepost('repost by blocker', blocker, without('ada'));
  const tag = mark('followed tag').replace(/\W/g, '_');
  await must(ada, 'mutation ($input: FollowTagInput!) { followTag(input: $input) { userErrors { message } } }', { input: { tag } });
  secrets.push({ name: 'followed tag', marks: [tag], absent: null, shownTo: ['ada'] });

  const muteUser = 'mutation ($id: ID!) { muteUser(input: { userId: $id }) { userErrors { message } } }';
  for (const [muter, muted] of [[ada, stranger], [stranger, ada]] as const) await must(muter, muteUser, { id: muted.id });
  await plantRow('mute by ada', 'mutes', 'mutes', ['muter_id', ada], ['muted_id', stranger.userId], ['ada']);
  await plantRow('mute of ada', 'mutes', 'mutes', ['muter_id', stranger], ['muted_id', ada.userId], ['stranger']);
  await must(fan, 'mutation ($id: ID!) { muteThread(input: { postId: $id }) { userErrors { message } } }', { id: square });
  await plantRow('muted thread', 'mutes', 'thread_mutes', ['muter_id', fan], ['post_id', decodePostId(square)!.id], ['fan']);

  secrets.push(...(await plantInAccount(app, ada)));

  await world.block(ada, blocked);
  await world.block(blocker, ada);
  await app.settled();

  const people = { ada, fan, stranger, blocked, blocker, eve, passerby, shy, hush };
  known.User.push(...Object.values(people).map((person) => person.id).filter((id) => !known.User.includes(id)));
  return {
    people,
    secrets,
    ids,
    known: { ids: known, tags: [TAG], usernames: [...Object.values(people), gone, culprit].map((person) => person.username) },
    client: (viewer, on) => on.client(viewer === 'anonymous' ? null : people[viewer].token),
  };
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
