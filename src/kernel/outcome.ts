/** Why the rules of the product say no. Data, not an error: the person can mend it. */
export interface UserError {
  readonly code: UserErrorCode;
  /** A sentence for a person. */
  readonly message: string;
  /** The field of the input that is to be mended, as in "username"; null where it is no single one. */
  readonly field: string | null;
}

/** Every refusal there is; the GraphQL enum of the same name is made from this list. */
export const USER_ERROR_CODES = {
  TAKEN: 'Somebody has this already.',
  RESERVED: 'The name is kept by the system.',
  TOO_SHORT: 'The value is shorter than the least that is allowed.',
  TOO_LONG: 'The value is longer than the most that is allowed.',
  TOO_MANY: 'The list has more entries than are allowed.',
  INVALID: 'The value has a form that is not allowed.',
  BLANK: 'A value is needed here.',
  SELF: 'You can not do this to yourself.',
  WRONG_CREDENTIALS: 'The name or the password is wrong.',
  WRONG_PASSWORD: 'The password is wrong.',
  BLOCKED: 'You have blocked this person; unblock them first.',
  TOO_COMMON: 'Many people use this password.',
  TOO_GUESSABLE: 'The password is easily guessed.',
  EXPIRED: 'The link was used, is too old, or never was one; ask for another.',
  DEACTIVATED: 'The account rests; its owner can reactivate it.',
  SUSPENDED: 'The account was suspended by a moderator.',
  DELETING: 'The account will be deleted; its owner can still cancel that.',
  LAST_ADMIN: 'Somebody else has to be an admin first.',
  TOO_DEEP: 'The thread is as deep as threads may be.',
} as const;

export type UserErrorCode = keyof typeof USER_ERROR_CODES;

/** What came of an action: it is done, or the rules said no. */
export type Outcome<T> =
  | { readonly done: T; readonly refused?: undefined }
  | { readonly done?: undefined; readonly refused: readonly UserError[] };

export const done = <T>(result: T): Outcome<T> => ({ done: result });
export const refused = (errors: readonly UserError[]): Outcome<never> => ({ refused: errors });
export const refuse = (code: UserErrorCode, field: string | null, message: string): UserError => ({ code, field, message });
export const refuseSelf = (): Outcome<never> => refused([refuse('SELF', 'userId', 'This is yourself.')]);
