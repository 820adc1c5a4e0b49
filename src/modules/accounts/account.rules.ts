import { refuse, type UserError } from '../../kernel/outcome.js';
import { codePoints, isStorable } from '../../kernel/text.js';

const MAX_EMAIL_LENGTH = 254;
const MIN_PASSWORD_LENGTH = 8;
const MAX_PASSWORD_LENGTH = 256;

/** No check can say that an address exists: one "@", no blanks or control characters, a dot in the domain. */
const EMAIL = /^[^\s\p{Cc}@<>()[\],;:"\\]{1,64}@[^\s\p{Cc}@<>()[\],;:"\\]+\.[^\s\p{Cc}@<>()[\],;:"\\.]+$/u;

/** The address as it is shown and sent to. */
export const readEmail = (email: string): string => email.trim().normalize('NFC');

/** What two addresses are compared by. Providers that tell "Ann" from "ann" are a rarity, mistaken twins are not. */
export const emailKey = (email: string): string => readEmail(email).toLowerCase();

export function checkEmail(email: string): UserError[] {
  if (email.length > 2 * MAX_EMAIL_LENGTH || readEmail(email).length > MAX_EMAIL_LENGTH) {
    return [refuse('TOO_LONG', 'email', `An e-mail address has at most ${MAX_EMAIL_LENGTH} characters.`)];
  }
  if (!isStorable(email) || !EMAIL.test(readEmail(email))) return [refuse('INVALID', 'email', 'This is no e-mail address.')];
  return [];
}

/** The form of a password after NIST SP 800-63B: any characters, at least 8 of them, no rules of composition. How easily it is guessed: `PasswordStrength`. */
export function checkPassword(password: string, field: string): UserError[] {
  const length = password.length > 2 * MAX_PASSWORD_LENGTH ? Infinity : codePoints(password);
  if (length > MAX_PASSWORD_LENGTH) return [refuse('TOO_LONG', field, `A password has at most ${MAX_PASSWORD_LENGTH} characters.`)];
  if (length < MIN_PASSWORD_LENGTH) return [refuse('TOO_SHORT', field, `A password has at least ${MIN_PASSWORD_LENGTH} characters.`)];
  if (!isStorable(password)) return [refuse('INVALID', field, 'This password has characters that can not be kept.')];
  return [];
}

/** What could be somebody's password at all; the rest need not be hashed as given. */
export const mayBePassword = (password: string): boolean => checkPassword(password, '').length === 0;

/** The same password typed on another keyboard is the same password (NIST SP 800-63B, 5.1.1.2). */
export const passwordAsKept = (password: string): string => password.normalize('NFKC');
