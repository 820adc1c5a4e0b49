import type { UserId } from './ids.js';
import { LoaderKey } from './loaders.js';
import type { Viewer } from './viewer.js';

/** What stands between a viewer and a person, as the primary knows it now. */
export interface Relation {
  /** False while the account is being deleted, or is gone: the person and all of theirs are absent to everyone else. */
  readonly active: boolean;
  /** Either of the two has blocked the other: each is absent to the other. */
  readonly blocked: boolean;
  /** The viewer has blocked this person (and may therefore find them in the list of blocks only). */
  readonly viewerBlocks: boolean;
  readonly viewerFollows: boolean;
  readonly followsViewer: boolean;
  readonly isViewer: boolean;
  /** What the person publishes is for followers only, and following needs their consent. */
  readonly isPrivate: boolean;
  /** The person lets nobody else see whom they follow, and who follows them. */
  readonly listsHidden: boolean;
  /** The viewer does not want to meet this person in their home feed, for now; nobody else ever learns of it. */
  readonly viewerMutes: boolean;
}

/** What stands between a viewer and who does not exist, or was not asked for: nothing of theirs shows. */
export const NO_RELATION: Relation = Object.freeze({
  active: false,
  blocked: false,
  viewerBlocks: false,
  viewerFollows: false,
  followsViewer: false,
  isViewer: false,
  isPrivate: false,
  listsHidden: false,
  viewerMutes: false,
});

/** What the rules of visibility ask of a relation. */
export type Sight = Pick<Relation, 'active' | 'blocked' | 'viewerFollows' | 'isViewer' | 'isPrivate' | 'viewerMutes'>;

/** Many viewers, and a few people whom an event is about. */
export interface CrowdQuestion {
  readonly viewers: readonly Viewer[];
  readonly userIds: readonly UserId[];
  /** Whether it matters who follows; it always does with people whose account is private. */
  readonly follows?: boolean;
  /** Whether it matters who mutes. */
  readonly mutes?: boolean;
}

/** What each of the viewers may see of each of the people, as far as was asked. */
export type Sights = (viewer: Viewer, userId: UserId) => Sight;

/**
 * The port that relationships fills for the modules above it: who may see whom, asked once for all, always of the
 * primary. Many viewers may ask in one call (a live event has many), so a question is a pair.
 */
export interface UserAccess {
  /** The relation of a viewer to a person; batched within a tick. A person that does not exist is `active: false`. */
  relation(viewer: Viewer, userId: UserId): Promise<Relation>;
  /**
   * The same for a crowd, of whom a statement reads the exceptions alone (who blocks, who follows, who mutes): what a live
   * event with thousands of listeners asks. All that is asked in one tick is one statement.
   */
  sights(question: CrowdQuestion): Promise<Sights>;
  /** Hands in what another statement of this request has found out on the way, so that it is not asked again. */
  learn(pair: ViewerPair, relation: Relation): void;
}

/** Where a resolver or a rule finds the port: one per request (or event), since what it answers is batched and remembered there. */
export const USER_ACCESS = new LoaderKey<UserAccess>('user access');

/** One question about people: who asks, and about whom. Statements that answer many viewers at once take lists of these. */
export interface ViewerPair {
  readonly viewerId: UserId | null;
  readonly userId: UserId;
}

/** The key of a pair in loaders, and in Maps that answer pairs. */
export const pairKey = (pair: ViewerPair): string => `${pair.viewerId ?? ''}:${pair.userId}`;

/** May the viewer know that this person exists? */
export const maySeePerson = (relation: Pick<Sight, 'active' | 'blocked'>): boolean => relation.active && !relation.blocked;

/** May the viewer know what this person publishes to everybody? Of a private account that is for followers, too. */
export const maySeePublished = (relation: Sight): boolean =>
  maySeePerson(relation) && (!relation.isPrivate || relation.isViewer || relation.viewerFollows);
