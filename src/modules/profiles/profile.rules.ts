import { done, type Outcome, refuse, refused, type UserError } from '../../kernel/outcome.js';
import { codePoints, isStorable } from '../../kernel/text.js';

/** What a person may change of their profile. Null clears a field, an absent one stays as it is. */
export interface ProfileInput {
  readonly displayName?: string | null;
  readonly bio?: string | null;
  readonly location?: string | null;
  readonly websiteUrl?: string | null;
  readonly avatarUrl?: string | null;
}

export type ProfileField = keyof ProfileInput;
export type ProfileChanges = Partial<Record<ProfileField, string | null>>;

/** Code points for texts, UTF-16 units for addresses (which are ASCII once they are normalised). */
const MAX_LENGTH: Record<ProfileField, number> = { displayName: 50, bio: 500, location: 100, websiteUrl: 2048, avatarUrl: 2048 };
const FIELDS = Object.keys(MAX_LENGTH) as ProfileField[];

/** Control characters, and those that turn the direction of the text around them: in a name they only serve disguise. */
const NOT_IN_A_LINE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
/** Longer texts may have lines and tabs. */
const NOT_IN_A_TEXT = /[^\P{Cc}\n\r\t]/u;

/** The changes as they will be stored: trimmed, blank as null, addresses in their normal form; or every refusal at once. */
export function readProfileInput(input: ProfileInput): Outcome<ProfileChanges> {
  const changes: ProfileChanges = {};
  const errors: UserError[] = [];
  for (const field of FIELDS) {
    const value = input[field];
    if (value === undefined) continue;
    const read = value === null ? done(null) : readField(field, value);
    if (read.refused) errors.push(...read.refused);
    else changes[field] = read.done;
  }
  return errors.length > 0 ? refused(errors) : done(changes);
}

function readField(field: ProfileField, value: string): Outcome<string | null> {
  const invalid = (message: string) => refused([refuse('INVALID', field, message)]);
  if (!isStorable(value)) return invalid('This text has characters that can not be kept.');
  const text = value.trim();
  if (text === '') return done(null);
  if (tooLong(field, text)) return refused([refuse('TOO_LONG', field, `At most ${MAX_LENGTH[field]} characters.`)]);
  if (field === 'websiteUrl' || field === 'avatarUrl') return readUrl(field, text);
  if ((field === 'bio' ? NOT_IN_A_TEXT : NOT_IN_A_LINE).test(text)) return invalid('This text has control characters.');
  return done(text);
}

function readUrl(field: ProfileField, text: string): Outcome<string> {
  const url = URL.canParse(text) ? new URL(text) : null;
  // Credentials in an address are leaked by whoever follows it, and disguise the host.
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    return refused([refuse('INVALID', field, 'Give an address that starts with http:// or https://.')]);
  }
  return tooLong(field, url.href) ? refused([refuse('TOO_LONG', field, `At most ${MAX_LENGTH[field]} characters.`)]) : done(url.href);
}

/** Cheap for the very long: a code point has at most two units. */
const tooLong = (field: ProfileField, text: string): boolean => text.length > 2 * MAX_LENGTH[field] || codePoints(text) > MAX_LENGTH[field];
