import { type UserError, refuse } from '../../kernel/outcome.js';
import { codePoints, isStorable } from '../../kernel/text.js';

/** A picture or film of a post: for now its name and what it shows, in words. */
export interface MediaItem {
  readonly name: string;
  /** What can be seen, for those who can't see it; null where nobody has said. */
  readonly altText: string | null;
}

export const MAX_MEDIA = 4;
export const MAX_MEDIA_NAME = 255;
export const MAX_ALT_TEXT = 1_500;

interface MediaDraft {
  readonly name: string;
  readonly altText?: string | null;
}

/** What is wrong with the media of a draft; lengths count code points. */
export function mediaProblems(media: readonly MediaDraft[]): UserError[] {
  if (media.length > MAX_MEDIA) return [refuse('TOO_MANY', 'media', `A post has at most ${MAX_MEDIA} media.`)];
  return media.flatMap(({ name, altText }) => [
    ...(name.trim() === '' ? [refuse('BLANK', 'media', 'Each of the media needs a name.')] : textProblems(name, MAX_MEDIA_NAME, 'The name')),
    ...textProblems(altText ?? '', MAX_ALT_TEXT, 'The alt text'),
  ]);
}

/** The media as they are kept: a blank alt text says nothing, so there is none. */
export const toMedia = (media: readonly MediaDraft[]): MediaItem[] =>
  media.map(({ name, altText }) => ({ name, altText: altText?.trim() ? altText : null }));

function textProblems(text: string, max: number, what: string): UserError[] {
  if (codePoints(text) > max) return [refuse('TOO_LONG', 'media', `${what} has at most ${max} characters.`)];
  if (!isStorable(text)) return [refuse('INVALID', 'media', `${what} contains characters that are not text.`)];
  return [];
}
