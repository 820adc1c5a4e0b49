import { encodeJobId } from '../../src/kernel/global-id.js';
import { mintId } from '../../src/kernel/ids.js';
import { encodeCursor } from '../../src/kernel/page.js';
import type { TestApp } from './app.js';
import type { Entry } from './schema-walk.js';
import type { Person } from './world.js';

/** A person with things to speak about, so that a call fails for nothing but what is wrong with it. */
export interface Scene {
  readonly person: Person;
  readonly other: Person;
  readonly postId: string;
  readonly commentId: string;
  /** The variables of a valid call, by root field. */
  readonly calls: Readonly<Record<string, Record<string, unknown>>>;
}

export const ENTRIES: readonly Entry[] = [
  { type: 'User', field: 'user', argument: 'username', variable: 'String!' },
  { type: 'Post', field: 'post', argument: 'id', variable: 'ID!' },
  { type: 'Comment', field: 'comment', argument: 'id', variable: 'ID!' },
  { type: 'Viewer', field: 'viewer' },
];

/** Calls whose password or token is nobody's: valid in form, and refused for that alone. */
export const REFUSED_ANYWAY = new Set([
  'confirmRegistration',
  'resetPassword',
  'confirmEmailChange',
  'login',
  'refreshToken',
  'confirmPassword',
  'changePassword',
  'deactivateAccount',
  'reactivateAccount',
  'deleteAccount',
  'cancelAccountDeletion',
]);

export async function makeScene(app: TestApp): Promise<Scene> {
  // Everything is open to an admin, who has a password as well: calls that ask for it come to look at it.
  const person = await app.world.official('ADMIN', 'walker');
  const other = await app.world.person('other');
  const postId = await app.world.post(person, 'A post');
  const commentId = await app.world.comment(person, postId, 'A comment');
  await app.world.follow(other, person);
  const culprit = await app.world.member('culprit');
  const tokenId = await serviceTokenOf(person);
  const elsewhere = (await app.plaza.assembly.accounts.mintTokenFor(person.username))!.viewer.sessionId;
  return { person, other, postId, commentId, calls: callsOf({ person, other, culprit, postId, commentId, tokenId, sessionId: elsewhere, jobId: await jobOf(app, person) }) };
}

/** A token that the admin may revoke. */
async function serviceTokenOf(admin: Person): Promise<string> {
  const input = { name: 'Walking', scopes: ['READ'], expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
  const query = 'mutation ($input: CreateServiceTokenInput!) { createServiceToken(input: $input) { serviceToken { id } } }';
  const { data, body } = await admin.client.query<{ createServiceToken: { serviceToken: { id: string } } }>(query, { input });
  if (!data) throw new Error(body);
  return data.createServiceToken.serviceToken.id;
}

/** A job of theirs that is done, as its global id. */
async function jobOf({ plaza }: TestApp, { userId }: Person): Promise<string> {
  const [id, at] = [mintId(), new Date()];
  const over = { state: 'DONE', attempts: 0, waits: 0, lost: 0, reason: null, createdAt: at, finishedAt: at, nextAt: at, claim: null, rev: 1 } as const;
  await plaza.assembly.jobStore.insert([{ _id: id, queue: 'default', kind: 'walking', data: {}, ownerId: userId, share: userId, turn: 1, ...over }]);
  return encodeJobId(id);
}

interface Things {
  readonly person: Person;
  readonly other: Person;
  /** To whom moderators may do what they do. */
  readonly culprit: Person;
  readonly postId: string;
  readonly commentId: string;
  readonly tokenId: string;
  readonly sessionId: string;
  readonly jobId: string;
}

function callsOf({ person, other, culprit, postId, commentId, tokenId, sessionId, jobId }: Things): Scene['calls'] {
  const input = (fields: object) => ({ input: fields });
  return {
    'user.followers': { entry: person.username },
    'user.following': { entry: person.username },
    'user.mutuals': { entry: person.username },
    'user.posts': { entry: person.username },
    'viewer.mutedUsers': {},
    'viewer.mutedThreads': {},
    'viewer.followRequests': {},
    'viewer.sentFollowRequests': {},
    'post.comments': { entry: postId },
    'post.reposts': { entry: postId },
    'comment.replies': { entry: commentId },
    'viewer.securityEvents': {},
    user: { username: person.username },
    post: { id: postId },
    comment: { id: commentId },
    node: { id: postId },
    nodes: { ids: [postId, commentId] },
    homeFeed: {},
    publicFeed: {},
    tagFeed: { tag: 'tea' },
    securityEvents: { userId: other.id },
    userFeed: { userId: other.id },
    postEvents: { postId },
    homeFeedEvents: {},
    sessionEvents: {},
    job: { id: jobId },
    jobEvents: {},
    registerUser: input({ username: `join_${Math.random().toString(36).slice(2, 8)}`, email: `join${Math.random()}@example.org`, password: 'correct horse battery' }),
    confirmRegistration: input({ token: 'not a token' }),
    resendConfirmation: input({ email: 'nobody@example.org' }),
    requestPasswordReset: input({ email: 'nobody@example.org' }),
    resetPassword: input({ token: 'not a token', newPassword: 'correct horse battery' }),
    requestEmailChange: input({ newEmail: `walker${Math.random()}@example.org` }),
    confirmEmailChange: input({ token: 'not a token' }),
    login: input({ usernameOrEmail: 'nobody_at_all', password: 'not the password' }),
    refreshToken: input({ refreshToken: 'not a token' }),
    changePassword: input({ currentPassword: 'not the password', newPassword: 'correct horse battery' }),
    confirmPassword: input({ password: 'not the password' }),
    endSession: input({ sessionId }),
    endOtherSessions: input({}),
    endAllSessions: input({}),
    endSessionsOfUser: input({ userId: other.id }),
    deleteAccount: input({ password: 'not the password' }),
    deactivateAccount: input({ password: 'not the password' }),
    reactivateAccount: input({ usernameOrEmail: 'nobody_at_all', password: 'not the password' }),
    cancelAccountDeletion: input({ usernameOrEmail: 'nobody_at_all', password: 'not the password' }),
    logout: input({}),
    updatePrivacy: input({ isPrivate: false, hidesFollowLists: false }),
    updateProfile: input({ displayName: 'Walker' }),
    createPost: input({ text: 'Words', media: [{ name: 'a.png' }], visibility: 'PUBLIC' }),
    editPost: input({ postId, text: 'Other words', expectedVersion: 1 }),
    deletePost: input({ postId }),
    createComment: input({ postId, text: 'Words' }),
    deleteComment: input({ commentId }),
    addReaction: input({ subjectId: postId, kind: 'LIKE' }),
    removeReaction: input({ subjectId: postId }),
    followTag: input({ tag: 'tea' }),
    unfollowTag: input({ tag: 'tea' }),
    repostPost: input({ postId }),
    undoRepost: input({ postId }),
    followUser: input({ userId: other.id }),
    unfollowUser: input({ userId: other.id }),
    blockUser: input({ userId: other.id }),
    unblockUser: input({ userId: other.id }),
    acceptFollowRequest: input({ userId: other.id }),
    rejectFollowRequest: input({ userId: other.id }),
    removeFollower: input({ userId: other.id }),
    muteUser: input({ userId: other.id, until: new Date(Date.now() + 3_600_000).toISOString() }),
    unmuteUser: input({ userId: other.id }),
    rebuildFeed: input({}),
    setFeedMarker: input({ cursor: encodeCursor('posts', mintId()) }),
    muteThread: input({ postId, until: new Date(Date.now() + 3_600_000).toISOString() }),
    unmuteThread: input({ postId }),
    setRole: input({ userId: culprit.id, role: 'USER' }),
    serviceTokens: {},
    createServiceToken: input({ name: 'Backup', scopes: ['READ'], expiresAt: new Date(Date.now() + 3_600_000).toISOString(), userId: culprit.id }),
    revokeServiceToken: input({ tokenId }),
    suspendedUsers: {},
    suspendUser: input({ userId: culprit.id, reason: 'Spam' }),
    unsuspendUser: input({ userId: culprit.id }),
  };
}
