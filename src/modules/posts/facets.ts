import { isUsername } from '../profiles/index.js';

/** A part of a text that means something: `start` inclusive, `end` exclusive, in code points of the text. */
export interface FacetRange {
  readonly start: number;
  readonly end: number;
}

/** What a text itself can tell; whose name a mention is, is asked afterwards. */
export type FoundFacet = FacetRange &
  (
    | { readonly kind: 'MENTION'; readonly username: string }
    | { readonly kind: 'HASHTAG'; readonly tag: string }
    | { readonly kind: 'LINK'; readonly url: string }
  );

/** More than these in one text is noise; what comes after them stays plain text. */
export const MAX_FACETS = 100;
const MAX_TAG = 100;
const MAX_URL = 2_048;

const WORD = /[\p{L}\p{M}\p{N}_]/u;
const NAME = /[A-Za-z0-9._]/;
const NAME_SIGN = /[._]/;
/** White space, controls and what can't stand in an address unescaped. */
const NOT_IN_LINK = /[\s\p{Cc}<>"`{}|\\^]/u;
/** What ends a sentence rather than an address. */
const AFTER_LINK = /[.,;:!?'…»”’\])*_~]/u;
const SCHEMES = ['https://', 'http://'];

/**
 * Finds mentions, hashtags and links, in order and without overlap. Every code point is looked at a bounded number of
 * times, so that no text takes longer than its length.
 */
export function findFacets(text: string): FoundFacet[] {
  const points = Array.from(text);
  const found: FoundFacet[] = [];
  let at = 0;
  while (at < points.length && found.length < MAX_FACETS) {
    const facet = at > 0 && WORD.test(points[at - 1]!) ? null : facetAt(points, at);
    if (facet) found.push(facet);
    at = facet ? facet.end : at + 1;
  }
  return found;
}

function facetAt(points: readonly string[], at: number): FoundFacet | null {
  switch (points[at]) {
    case '@':
      return mentionAt(points, at);
    case '#':
      return hashtagAt(points, at);
    case 'h':
    case 'H':
      return linkAt(points, at);
    default:
      return null;
  }
}

/** Reads on while `fits`, at most one further than `max`: what is longer is no facet, and not read to its end. */
function runEnd(points: readonly string[], from: number, max: number, fits: (point: string) => boolean): number {
  let end = from;
  while (end < points.length && end - from <= max && fits(points[end]!)) end++;
  return end;
}

const MAX_NAME_RUN = 60;

function mentionAt(points: readonly string[], start: number): FoundFacet | null {
  const runsTo = runEnd(points, start + 1, MAX_NAME_RUN, (point) => NAME.test(point));
  if (runsTo < points.length && WORD.test(points[runsTo]!)) return null;
  // Signs at the end belong to the sentence: "thanks, @maria."
  let end = runsTo;
  while (end > start + 1 && NAME_SIGN.test(points[end - 1]!)) end--;
  const username = points.slice(start + 1, end).join('');
  return isUsername(username) ? { kind: 'MENTION', start, end, username } : null;
}

function hashtagAt(points: readonly string[], start: number): FoundFacet | null {
  const end = runEnd(points, start + 1, MAX_TAG, (point) => WORD.test(point));
  const length = end - start - 1;
  if (length < 1 || length > MAX_TAG) return null;
  return { kind: 'HASHTAG', start, end, tag: points.slice(start + 1, end).join('') };
}

function linkAt(points: readonly string[], start: number): FoundFacet | null {
  const scheme = SCHEMES.find((each) => points.slice(start, start + each.length).join('').toLowerCase() === each);
  if (!scheme) return null;
  const runsTo = runEnd(points, start + scheme.length, MAX_URL, (point) => !NOT_IN_LINK.test(point));
  if (runsTo - start > MAX_URL) return null;
  const end = withoutSentence(points, start + scheme.length, runsTo);
  const url = points.slice(start, end).join('');
  return isLink(url) ? { kind: 'LINK', start, end, url } : null;
}

/** Leaves out the punctuation behind an address, but keeps a bracket that was opened inside of it. */
function withoutSentence(points: readonly string[], from: number, runsTo: number): number {
  let open = 0;
  for (let i = from; i < runsTo; i++) open += points[i] === '(' ? 1 : points[i] === ')' ? -1 : 0;
  let end = runsTo;
  while (end > from && AFTER_LINK.test(points[end - 1]!)) {
    if (points[end - 1] === ')') {
      if (open >= 0) break;
      open++;
    }
    end--;
  }
  return end;
}

/** Credentials in an address disguise its host. */
function isLink(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { username, password, hostname } = new URL(url);
  return hostname !== '' && username === '' && password === '';
}
