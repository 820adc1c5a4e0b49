/** Who may call a field at all; what they then see or may do is asked by the rules of its noun, over facts of the stores. */
export const REQUIREMENTS = {
  ANYONE: 'Whoever asks, signed in or not.',
  SIGNED_IN: 'Whoever is signed in.',
  MODERATOR: 'Moderators and admins.',
  ADMIN: 'Admins.',
} as const;
export type Requirement = keyof typeof REQUIREMENTS;

/** What a service token may have been given. People who are signed in have every scope but for what their role does not reach. */
export const SCOPES = {
  READ: 'Read what the account may see, and listen to live events.',
  WRITE_PROFILE: 'Change the profile.',
  WRITE_POSTS: 'Publish, edit and delete posts and comments, and react.',
  WRITE_RELATIONSHIPS: 'Follow, block, mute, and answer follow requests.',
  MODERATE: 'Do what moderators do; needs the role, too.',
} as const;
export type Scope = keyof typeof SCOPES;

/**
 * The policy of a field of Query, Mutation or Subscription, or of an object type: default deny, so what has none fails the
 * build. It stands beside its noun (`*.policy.ts`), in the schema as `@auth`, and in `schema/policies.json`.
 */
export interface AccessPolicy {
  /** One sentence, for people: who may, and to whom what belongs. */
  readonly sentence: string;
  readonly requires: Requirement;
  /** What a service token needs; null where no service token may. */
  readonly scope: Scope | null;
  /** True where it is only about the viewer's own things, or only their owner may do it. */
  readonly ownerOnly?: boolean;
  /** True where the password must have been given within the last five minutes (step-up). */
  readonly freshPassword?: boolean;
}
