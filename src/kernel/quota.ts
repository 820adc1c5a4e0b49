/** What people may do only so often, whatever else they may do. How often is a setting. */
export const QUOTAS = {
  posts: 'Posts of a person in a minute.',
  comments: 'Comments of a person in a minute.',
  reactions: 'Reactions of a person in a minute.',
  reposts: 'Reposts of a person in a minute.',
  follows: 'Follows of a person in a day, requests included.',
  signUps: 'Sign-ups from an address in an hour.',
  mails: 'Letters that can be asked for to one address in an hour (confirmation, reset).',
  passwordsOfAccount: 'Wrong passwords for an account in a quarter of an hour.',
  passwordsOfAddress: 'Wrong passwords from an address in an hour.',
} as const;

export type QuotaName = keyof typeof QUOTAS;

/** Counts what is done in its window, in all processes together, exactly: of fifty at once no more get through than may. */
export interface Quota {
  /** Takes one for `subject` (a user's id, an address, a hash: nothing that must stay secret); RATE_LIMITED where none is left. */
  take(name: QuotaName, subject: string): Promise<void>;
  /** What was taken has not happened after all. */
  giveBack(name: QuotaName, subject: string): Promise<void>;
}

/** For commands of operators, who are not limited. */
export const NO_QUOTA: Quota = {
  take: async () => undefined,
  giveBack: async () => undefined,
};
