import type { RunningPlaza } from '../../src/app/start.js';
import { decodeUserId, encodeUserId } from '../../src/kernel/global-id.js';
import { mintId, type UserId } from '../../src/kernel/ids.js';
import { ConfirmRegistrationDocument, type ConfirmRegistrationMutation, RegisterUserDocument } from '../generated/operations.js';
import { askAgain, saysAway } from './ask-again.js';
import type { Client } from './client.js';
import type { Mailbox } from './mailbox.js';

/** Somebody in the world, with a client that speaks for them. */
export interface Person {
  readonly username: string;
  /** The bare id, for looking into stores. */
  readonly userId: UserId;
  /** The global id, as the API knows them. */
  readonly id: string;
  readonly token: string;
  readonly client: Client;
}

/** Somebody with a password, for what asks for one, and with the refresh token of the session that `token` belongs to. */
export interface Member extends Person {
  readonly refreshToken: string;
}
export const MEMBERS_PASSWORD = 'a bay of seven herons';

/** Somebody who has joined as people do, with what the last step gave them. */
export interface Joiner extends Member {
  readonly email: string;
  readonly password: string;
  readonly payload: NonNullable<ConfirmRegistrationMutation['confirmRegistration']>;
}

type Verdict<Key extends string, Value> = { [K in Key]: { userErrors: readonly unknown[] } & Value };

/**
 * Makes the people and things that a test needs. People come straight from the modules' own doors (no password is hashed);
 * everything that they do goes through the API.
 */
export class World {
  private count = 0;
  private membersHash: Promise<string> | undefined;

  constructor(
    private readonly plaza: RunningPlaza,
    private readonly clientOf: (token: string | null) => Client,
    private readonly mails: Mailbox,
  ) {}

  /** A new person who is signed in; the password hash is one that no password has. */
  person(name = 'person'): Promise<Person> {
    return this.add(name, '$argon2id$none');
  }

  /** A new person who is signed in and has the password `MEMBERS_PASSWORD`. */
  async member(name = 'member'): Promise<Member> {
    this.membersHash ??= this.plaza.assembly.accounts.hashPassword(MEMBERS_PASSWORD);
    return this.add(name, await this.membersHash);
  }

  /** A new member with a role. */
  async official(role: 'MODERATOR' | 'ADMIN', name = role.toLowerCase()): Promise<Member> {
    const member = await this.member(name);
    await this.plaza.assembly.accounts.appoint(member.username, role);
    return this.signedIn(member);
  }

  newName(name: string): string {
    return `${name}_${(++this.count).toString(36)}${Math.random().toString(36).slice(2, 6)}`;
  }

  private async add(name: string, passwordHash: string): Promise<Member> {
    const username = this.newName(name);
    const userId = mintId();
    const { profiles, accounts, inPostgres } = this.plaza.assembly;
    await inPostgres.commit.run(async (tx) => {
      const createdAt = new Date();
      await profiles.create(tx, { userId, username, displayName: null, createdAt });
      await accounts.add(tx, { userId, email: `${username}@example.org`, passwordHash, createdAt });
    });
    return this.signedIn({ username, userId, id: encodeUserId(userId) });
  }

  /** The same person in a session of their own, as after a login. */
  async signedIn({ username, userId, id }: Pick<Person, 'username' | 'userId' | 'id'>): Promise<Member> {
    const tokens = await this.plaza.assembly.accounts.mintTokenFor(username);
    if (!tokens) throw new Error(`${username} could not sign in`);
    return { username, userId, id, token: tokens.accessToken, refreshToken: tokens.refreshToken, client: this.clientOf(tokens.accessToken) };
  }

  /** Somebody joins by the front door: signs up, reads the letter, confirms. */
  async join(given: { readonly username?: string; readonly email?: string; readonly password?: string } = {}): Promise<Joiner> {
    const username = given.username ?? this.newName('joiner');
    const { email = `${username}@Example.org`, password = MEMBERS_PASSWORD } = given;
    const nobody = this.clientOf(null);
    const { registerUser } = await nobody.get(RegisterUserDocument, { input: { username, email, password, displayName: 'Joiner' } });
    if (!registerUser?.confirmationSent) throw new Error(`${username} could not sign up: ${JSON.stringify(registerUser?.userErrors)}`);
    const { token } = await this.mails.next({ to: email, kind: 'registration' });
    const payload = (await nobody.get(ConfirmRegistrationDocument, { input: { token } })).confirmRegistration!;
    if (!payload.viewer || !payload.accessToken) throw new Error(`${username} could not join: ${JSON.stringify(payload.userErrors)}`);
    const { id } = payload.viewer.user;
    return { username, email, password, id, userId: decodeUserId(id)!, token: payload.accessToken, client: this.clientOf(payload.accessToken), refreshToken: payload.refreshToken!, payload };
  }

  people(names: readonly string[]): Promise<Person[]> {
    return Promise.all(names.map((name) => this.person(name)));
  }

  async follow(follower: Person, followee: Person): Promise<void> {
    await this.mutate(follower, 'followUser', 'FollowUserInput', { userId: followee.id }, 'user { id }');
  }

  async block(blocker: Person, blocked: Person): Promise<void> {
    await this.mutate(blocker, 'blockUser', 'BlockUserInput', { userId: blocked.id }, 'userId');
  }

  /** What the person publishes is for their followers from now on; or no longer. */
  async makePrivate(person: Person, isPrivate = true): Promise<void> {
    await this.mutate(person, 'updatePrivacy', 'UpdatePrivacyInput', { isPrivate }, 'user { id }');
  }

  async accept(person: Person, requester: Person): Promise<void> {
    await this.mutate(person, 'acceptFollowRequest', 'AcceptFollowRequestInput', { userId: requester.id }, 'user { id }');
  }

  /** Gives the post's global id. */
  async post(author: Person, text: string, visibility: 'PUBLIC' | 'FOLLOWERS' = 'PUBLIC'): Promise<string> {
    const { post } = await this.mutate<{ post: { id: string } }>(author, 'createPost', 'CreatePostInput', { text, visibility }, 'post { id }');
    return post.id;
  }

  /** Gives the comment's global id. */
  async comment(author: Person, postId: string, text: string, parentCommentId?: string): Promise<string> {
    const input = { postId, text, ...(parentCommentId && { parentCommentId }) };
    const { comment } = await this.mutate<{ comment: { id: string } }>(author, 'createComment', 'CreateCommentInput', input, 'comment { id }');
    return comment.id;
  }

  async react(person: Person, subjectId: string, kind = 'LIKE'): Promise<void> {
    await this.mutate(person, 'addReaction', 'AddReactionInput', { subjectId, kind }, 'viewerReaction');
  }

  async repost(person: Person, postId: string): Promise<void> {
    await this.mutate(person, 'repostPost', 'RepostPostInput', { postId }, 'post { id }');
  }

  private async mutate<Payload>(person: Person, mutation: string, inputType: string, input: object, selection: string): Promise<Payload> {
    const query = `mutation($input: ${inputType}!) { ${mutation}(input: $input) { ${selection} userErrors { code message field } } }`;
    const answer = await askAgain(saysAway, () => person.client.query<Verdict<string, Payload>>(query, { input }));
    const payload = answer.data?.[mutation];
    if (answer.errors.length > 0 || !payload || payload.userErrors.length > 0) throw new Error(`${mutation} failed: ${answer.body}`);
    return payload;
  }
}
