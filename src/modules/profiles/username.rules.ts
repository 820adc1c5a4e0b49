import { refuse, type UserError } from '../../kernel/outcome.js';

const MIN_LENGTH = 3;
const MAX_LENGTH = 40;

/**
 * A username: 3 to 40 ASCII letters, digits, dots and underscores. It starts and ends with a letter or a digit, and no two
 * of the other signs stand side by side, so that a name at the end of a sentence ("thanks, @maria.") is read rightly.
 */
const USERNAME = /^[A-Za-z0-9]+(?:[._][A-Za-z0-9]+)*$/;

/** Names that could pass for the system or that a web app in front of it needs as paths. */
const RESERVED = new Set(
  `about abuse account accounts admin administrator all anonymous api app auth blog contact dashboard deleted dev docs
  email everyone explore explorer feed feeds ftp graphql healthz help here home host hostmaster info legal localhost login
  logout mail me metrics moderator moderators news nobody noreply no_reply notifications null official owner plaza
  postmaster privacy public readyz register robots.txt root search security self settings signin signup sitemap.xml
  staff status support system team terms test undefined user username users webmaster www you`.split(/\s+/),
);

/** What two usernames are compared by: one name in all its spellings. */
export const usernameKey = (username: string): string => username.toLowerCase();

/** Whether a text could be somebody's username at all; what could not need not be looked up. */
export const isUsername = (text: string): boolean => text.length >= MIN_LENGTH && text.length <= MAX_LENGTH && USERNAME.test(text);

/** Why a new person can't have this username; empty where they can, unless it is taken. */
export function checkUsername(username: string): UserError[] {
  const no = (code: UserError['code'], message: string) => [refuse(code, 'username', message)];
  if (username.length < MIN_LENGTH) return no('TOO_SHORT', `A username has at least ${MIN_LENGTH} characters.`);
  if (username.length > MAX_LENGTH) return no('TOO_LONG', `A username has at most ${MAX_LENGTH} characters.`);
  if (!USERNAME.test(username)) return no('INVALID', 'A username has letters (a–z), digits and, between them, single dots or underscores.');
  if (RESERVED.has(usernameKey(username))) return no('RESERVED', 'This username is kept by the system.');
  return [];
}
