/** Code points of a tag, at most. */
export const MAX_TAG_LENGTH = 100;

const TAG = /^[\p{L}\p{M}\p{N}_]+$/u;
/** What is not seen: joiners, selectors of variants, fillers. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
const FINAL_SIGMA = /ς/g;

/**
 * What two hashtags are compared by, and how tags are kept: one tag in all its spellings, without its sign. Compatible forms
 * are one (NFKC: full-width letters, ligatures, composed accents), and so are cases, and what differs only by what is not
 * seen. A Greek sigma is the same at the end of a word, where lower case gives it another form. Letters that only look alike
 * (a Cyrillic а) stay apart. Null where nothing is left that could be a tag; a key's key is itself.
 */
export function tagKey(text: string): string | null {
  // A tag grows at most 18 times by being made compatible; what is longer than this can not be one.
  if (text.length > 4 * MAX_TAG_LENGTH) return null;
  const bare = text.startsWith('#') ? text.slice(1) : text;
  const key = bare.normalize('NFKC').toLowerCase().replace(FINAL_SIGMA, 'σ').replace(UNSEEN, '').normalize('NFKC');
  return TAG.test(key) && Array.from(key).length <= MAX_TAG_LENGTH ? key : null;
}
