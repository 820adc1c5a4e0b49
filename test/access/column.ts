import { decodePostId } from '../../src/kernel/global-id.js';
import { mintId } from '../../src/kernel/ids.js';
import { type Scope, SCOPES } from '../../src/kernel/policy.js';
import { CreateServiceTokenDocument, SuspendUserDocument } from '../generated/operations.js';
import type { TestApp } from '../support/app.js';
import { deleteBy } from '../support/canary-world.js';
import { type Client } from '../support/client.js';
import type { Person } from '../support/world.js';
import type { Fixture, SelfName, ViewerName } from './nouns.js';

/** The people whom fixtures belong to. */
interface Owners {
  open: Person;
  closed: Person;
  gone: Person;
}

type OwnerName = keyof Owners;

/** What a call names: what it says, and where it is a comment, the post above it. */
export interface Named {
  readonly id: string;
  readonly postId: string | null;
}

const PAIRS: Readonly<Record<string, readonly [string, string]>> = {
  follows: ['follower_id', 'followee_id'],
  follow_requests: ['requester_id', 'target_id'],
  blocks: ['blocker_id', 'blocked_id'],
  mutes: ['muter_id', 'muted_id'],
};

/** One viewer of the matrix, among owners and fixtures of their own: columns don't meet, and can be tried side by side. */
export class Column {
  private readonly standing = new Map<Fixture, Promise<Named>>();

  private constructor(
    private readonly app: TestApp,
    readonly viewer: ViewerName,
    private readonly self: Person | null,
    private readonly owners: Owners,
  ) {}

  static async make(app: TestApp, viewer: ViewerName, gone: Person): Promise<Column> {
    const [open, closed, friend] = (await app.world.people([`open_${viewer}`, `closed_${viewer}`, `friend_${viewer}`])) as [Person, Person, Person];
    await app.plaza.stores.postgres.dataSource.query('UPDATE profiles SET is_private = true WHERE user_id = $1', [closed.userId]);
    // Somebody whom everybody may see stands in all their lists, so that these are not empty by themselves.
    for (const [follower, followee] of [[open, friend], [friend, open], [closed, friend], [friend, closed]] as const) await insertPair(app, 'follows', follower, followee);
    const self = viewer === 'anonymous' || viewer === 'owner' ? null : await personWith(app, viewer);
    const column = new Column(app, viewer, self, { open, closed, gone });
    for (const owner of [open, closed, gone]) await column.relate(owner);
    return column;
  }

  /** The client of this viewer towards what belongs to the fixture's owner. */
  client(fixture: Fixture): Client {
    return this.app.client(this.token(fixture));
  }

  token(fixture: Fixture): string | null {
    if (this.viewer === 'anonymous') return null;
    return this.viewer === 'owner' ? this.owners[ownerOf(fixture)].token : this.self!.token;
  }

  owner(fixture: Fixture): Person {
    return this.owners[ownerOf(fixture)];
  }

  /** The fixture; for a call that may change it, one that nobody has touched. */
  async named(fixture: Fixture, isFresh: boolean): Promise<Named> {
    if (isFresh) return this.make(fixture);
    const known = this.standing.get(fixture) ?? this.make(fixture);
    this.standing.set(fixture, known);
    return known;
  }

  /** Puts back what stands between the viewer and the owner of the fixture. */
  async restore(fixture: Fixture): Promise<void> {
    if (!this.self || ownerOf(fixture) === 'gone') return;
    const owner = this.owners[ownerOf(fixture)];
    const { self } = this;
    await Promise.all(Object.entries(PAIRS).map(([table, [from, to]]) => this.sql(`DELETE FROM ${table} WHERE ${from} IN ($1, $2) AND ${to} IN ($1, $2)`, [self.userId, owner.userId])));
    await this.letIn(ownerOf(fixture));
    await this.relate(owner);
    await this.signInAgain(ownerOf(fixture));
  }

  /** Where an admin has signed the owner out, or a moderator has kept them out. */
  private async signInAgain(name: OwnerName): Promise<void> {
    const { authenticate, mintTokenFor } = this.app.plaza.assembly.accounts;
    const owner = this.owners[name];
    if (await authenticate(owner.token)) return;
    const { accessToken: token } = (await mintTokenFor(owner.username))!;
    this.owners[name] = { ...owner, token, client: this.app.client(token) };
  }

  /** Lifts what a moderator has done. */
  private async letIn(name: OwnerName): Promise<void> {
    const { userId } = this.owners[name];
    await this.sql('UPDATE profiles SET suspended_at = NULL WHERE user_id = $1', [userId]);
    await this.sql('DELETE FROM suspensions WHERE user_id = $1', [userId]);
  }

  private async relate(owner: Person): Promise<void> {
    if (this.viewer === 'follower' || this.viewer === 'muter') await this.pair('follows', this.self!, owner);
    if (this.viewer === 'requested') await this.pair('follow_requests', this.self!, owner);
    if (this.viewer === 'muter') await this.pair('mutes', this.self!, owner);
    if (this.viewer === 'muted') await this.pair('mutes', owner, this.self!);
    if (this.viewer === 'blocked') await this.pair('blocks', owner, this.self!);
    if (this.viewer === 'blocker') await this.pair('blocks', this.self!, owner);
  }

  private pair(table: keyof typeof PAIRS, from: Person, to: Person): Promise<void> {
    return insertPair(this.app, table, from, to);
  }

  private async make(fixture: Fixture): Promise<Named> {
    const { world } = this.app;
    const owner = this.owners[ownerOf(fixture)];
    switch (fixture) {
      case 'public person':
      case 'private person':
      case 'deleted person':
        return { id: owner.id, postId: null };
      default: {
        const postId = await world.post(owner, 'Words #walk', /for followers|followers post/.test(fixture) ? 'FOLLOWERS' : 'PUBLIC');
        const commentId = await world.comment(owner, postId, 'More words');
        if (fixture.includes('post')) await this.repostBy(owner, postId);
        if (fixture === 'deleted post') await deleteBy(owner, 'Post', postId);
        if (fixture === 'deleted comment') await deleteBy(owner, 'Comment', commentId);
        else if (fixture.includes('comment')) await world.comment(owner, postId, 'An answer', commentId);
        return fixture.includes('comment') ? { id: commentId, postId } : { id: postId, postId: null };
      }
    }
  }

  /** Beside the API: so that no list of reposters is empty by itself, though of what is not for everybody there can be none. */
  private async repostBy(owner: Person, postId: string): Promise<void> {
    const row = { _id: mintId(), reposterId: owner.userId, postId: decodePostId(postId)!.id, postAuthorId: owner.userId, createdAt: new Date() };
    await this.app.plaza.stores.mongo.collection<typeof row>('reposts').insertOne(row);
  }

  private async sql(statement: string, values: unknown[]): Promise<void> {
    await this.app.plaza.stores.postgres.dataSource.query(statement, values);
  }
}

export function ownerOf(fixture: Fixture): OwnerName {
  if (fixture === 'deleted person') return 'gone';
  return fixture.includes('private') ? 'closed' : 'open';
}

/** Beside the API: who follows a private account need not have been let in first. */
async function insertPair(app: TestApp, table: keyof typeof PAIRS, from: Person, to: Person): Promise<void> {
  const [first, second] = PAIRS[table]!;
  await app.plaza.stores.postgres.dataSource.query(`INSERT INTO ${table} (id, ${first}, ${second}) VALUES (gen_random_uuid(), $1, $2)`, [from.userId, to.userId]);
}

/** Somebody new, with the role that their name says; the token knows it from the first request on. */
export async function personWith(app: TestApp, name: ViewerName | SelfName): Promise<Person> {
  if (name === 'moderator') return app.world.official('MODERATOR');
  if (name === 'admin') return app.world.official('ADMIN');
  if (name === 'service') return withServiceToken(app, await app.world.official('MODERATOR', name));
  const person = await app.world.person(name);
  if (name === 'suspended') await (await app.world.official('MODERATOR')).client.get(SuspendUserDocument, { input: { userId: person.id, reason: 'Spam' } });
  return person;
}

async function withServiceToken(app: TestApp, owner: Person): Promise<Person> {
  const admin = await app.world.official('ADMIN');
  const input = { name: 'A machine', scopes: Object.keys(SCOPES) as Scope[], expiresAt: new Date(Date.now() + 3_600_000).toISOString(), userId: owner.id };
  const { createServiceToken } = await admin.client.get(CreateServiceTokenDocument, { input });
  const token = createServiceToken!.token!;
  return { ...owner, token, client: app.client(token) };
}
