import { refuse, type UserError } from '../../kernel/outcome.js';
import { codePoints, isStorable } from '../../kernel/text.js';

/** What is wrong with a text that somebody wants to publish; `mayBeBlank` where something else is published with it. */
export function textProblems(text: string | null | undefined, max: number, mayBeBlank: boolean): UserError[] {
  if (text == null || text.trim() === '') {
    return mayBeBlank ? [] : [refuse('BLANK', 'text', 'Write something.')];
  }
  // Cheap for the very long: a code point has at most two units.
  if (text.length > 2 * max || codePoints(text) > max) return [refuse('TOO_LONG', 'text', `A text has at most ${max} characters here.`)];
  if (!isStorable(text)) return [refuse('INVALID', 'text', 'The text contains characters that are not text.')];
  return [];
}

/** The text as it is kept: blank is none. */
export const toText = (text: string | null | undefined): string | null => (text?.trim() ? text : null);
