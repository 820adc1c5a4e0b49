/** What the rows of the matrix are about: each noun in the states that decide who may see it. */
export const FIXTURES = {
  person: ['public person', 'private person', 'deleted person'],
  post: ['public post', 'followers post', 'post of a private account', 'deleted post'],
  comment: ['public comment', 'comment for followers', 'comment of a private account', 'deleted comment'],
} as const;
export type Noun = keyof typeof FIXTURES;
export type Fixture = (typeof FIXTURES)[Noun][number];

/** What a row is about that names nothing: only who asks matters. */
export const ONESELF = 'oneself';

/**
 * What a viewer is to the owner of the fixture: whom they let follow, or not yet; whom they have blocked or muted, and who
 * has blocked or muted them ("muter" follows, too). A suspended one still holds their token; a service token has all scopes,
 * and acts for a moderator.
 */
export const VIEWERS = ['anonymous', 'stranger', 'follower', 'requested', 'blocked', 'blocker', 'muted', 'muter', 'suspended', 'owner', 'moderator', 'admin', 'service'] as const;
export type ViewerName = (typeof VIEWERS)[number];

/** Who asks for what is their own. */
export const SELVES = ['anonymous', 'person', 'suspended', 'moderator', 'admin', 'service'] as const;
export type SelfName = (typeof SELVES)[number];

/** Which nouns the value of an argument or of an input field may name, as its name says; none where it names nothing. */
export function nounsOf(field: string, name: string): readonly Noun[] {
  if (['node', 'nodes'].includes(field)) return ['person', 'post', 'comment'];
  if (name === 'id') return nounsOf(field, `${field}Id`);
  if (name === 'subjectId') return ['post', 'comment'];
  if (/comment(Id)?s?$/i.test(name)) return ['comment'];
  if (/postId$/i.test(name)) return ['post'];
  if (/user(name|Id)$/i.test(name)) return ['person'];
  throw new Error(`Teach the matrix what "${name}" of ${field} may name.`);
}
