import { timeOf } from '../../../kernel/ids.js';
import type { ImportedAccount } from '../../../modules/accounts/index.js';
import type { ImportedPost } from '../../../modules/posts/index.js';
import type { ImportedReaction } from '../../../modules/reactions/index.js';
import type { PgTx } from '../../../platform/postgres/postgres.js';
import type { ImportWriters } from './deps.js';
import type { ReadyLine } from './staging.js';

/** Somebody took a name or an address between the checks and now: the lines have to be checked again. */
export class TakenMeanwhile extends Error {
  override name = 'TakenMeanwhile';
}

/** People, and the accounts of those whose address is known. */
export async function applyUsers(writers: ImportWriters, tx: PgTx, rows: readonly ReadyLine[]): Promise<void> {
  const profiles = rows.map(({ plazaId, body }) => {
    const { username, displayName, location } = body as { username: string; displayName: string | null; location: string | null };
    return { userId: plazaId, username, displayName, bio: null, location, avatarUrl: null, createdAt: timeOf(plazaId) };
  });
  const there = await writers.profiles.insert(tx, profiles);
  if (there.size < rows.length) throw new TakenMeanwhile('A username was taken while the import was under way.');
  const accounts = rows.flatMap(({ plazaId, emailCipher, emailHash }): ImportedAccount[] =>
    emailCipher && emailHash ? [{ userId: plazaId, email: { cipher: emailCipher, hash: emailHash }, createdAt: timeOf(plazaId) }] : [],
  );
  await writers.accounts.insert(tx, accounts);
}

export async function applyFollows(writers: ImportWriters, tx: PgTx, rows: readonly ReadyLine[]): Promise<void> {
  await writers.follows.insert(tx, rows.map(({ plazaId, personId, subjectId }) => ({ id: plazaId, followerId: personId, followeeId: subjectId })));
}

export async function applyPosts(writers: ImportWriters, rows: readonly ReadyLine[]): Promise<void> {
  await writers.posts.insert(rows.map(({ plazaId, personId, body }) => {
    const post = body as unknown as Pick<ImportedPost, 'text' | 'media' | 'visibility'>;
    return { id: plazaId, authorId: personId, createdAt: timeOf(plazaId), text: post.text, media: post.media, visibility: post.visibility };
  }));
}

export async function applyComments(writers: ImportWriters, rows: readonly ReadyLine[]): Promise<void> {
  await writers.comments.insert(rows.map(({ plazaId, personId, postId, postAuthorId, parentId, depth, ancestorIds, ancestorAuthorIds, body }) => (
    { id: plazaId, authorId: personId, postId, postAuthorId, parentId, depth, ancestorIds, ancestorAuthorIds, text: body['text'] as string, createdAt: timeOf(plazaId) }
  )));
}

export async function applyLikes(writers: ImportWriters, rows: readonly ReadyLine[]): Promise<void> {
  await writers.reactions.insert(rows.map(({ plazaId, personId, subjectId, subjectKind, postId, postAuthorId, body }) => ({
    id: plazaId,
    subjectId,
    subjectType: subjectKind === 'post' ? 'Post' : 'Comment',
    userId: personId,
    kind: body['kind'] as ImportedReaction['kind'],
    postId,
    postAuthorId,
    createdAt: timeOf(plazaId),
  })));
}
