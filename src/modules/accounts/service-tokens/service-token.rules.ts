import { refuse, type UserError } from '../../../kernel/outcome.js';
import { type Scope, SCOPES } from '../../../kernel/policy.js';
import { codePoints, isStorable } from '../../../kernel/text.js';

const MAX_NAME_LENGTH = 100;
const MAX_SCOPES = Object.keys(SCOPES).length;
const DAY_MS = 86_400_000;

export interface ServiceTokenWish {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date;
}

/** What is wrong with a token that somebody wants to make. */
export function serviceTokenProblems({ name, scopes, expiresAt }: ServiceTokenWish, now: Date, maxDays: number): UserError[] {
  return [...nameProblems(name), ...scopeProblems(scopes), ...endProblems(expiresAt, now, maxDays)];
}

function nameProblems(name: string): UserError[] {
  if (name.trim() === '') return [refuse('BLANK', 'name', 'Say what it is for.')];
  // Cheap for the very long: a code point has at most two units.
  const isTooLong = name.length > 2 * MAX_NAME_LENGTH || codePoints(name) > MAX_NAME_LENGTH;
  if (isTooLong) return [refuse('TOO_LONG', 'name', `At most ${MAX_NAME_LENGTH} characters.`)];
  return !isStorable(name) || /\p{Cc}/u.test(name) ? [refuse('INVALID', 'name', 'The name has characters that do not belong into one.')] : [];
}

function scopeProblems(scopes: readonly Scope[]): UserError[] {
  if (scopes.length === 0) return [refuse('BLANK', 'scopes', 'Give it at least one scope.')];
  return scopes.length > MAX_SCOPES ? [refuse('TOO_MANY', 'scopes', `There are only ${MAX_SCOPES} scopes.`)] : [];
}

function endProblems(expiresAt: Date, now: Date, maxDays: number): UserError[] {
  if (expiresAt <= now) return [refuse('INVALID', 'expiresAt', 'This time is over.')];
  const latest = now.getTime() + maxDays * DAY_MS;
  return expiresAt.getTime() > latest ? [refuse('TOO_LONG', 'expiresAt', `A token is good for at most ${maxDays} days.`)] : [];
}
