import { refuse, type UserError } from '../../kernel/outcome.js';
import { codePoints, isStorable } from '../../kernel/text.js';

const MAX_REASON_LENGTH = 500;

/** What is wrong with the reason that a moderator gives. */
export function reasonProblems(reason: string): UserError[] {
  if (reason.trim() === '') return [refuse('BLANK', 'reason', 'Say why.')];
  // Cheap for the very long: a code point has at most two units.
  const isTooLong = reason.length > 2 * MAX_REASON_LENGTH || codePoints(reason) > MAX_REASON_LENGTH;
  if (isTooLong) return [refuse('TOO_LONG', 'reason', `At most ${MAX_REASON_LENGTH} characters.`)];
  return isStorable(reason) ? [] : [refuse('INVALID', 'reason', 'The reason has characters that can not be kept.')];
}
