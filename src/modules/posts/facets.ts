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
 * Finds mentions, hashtags and links, in order and without overlap. No text takes longer than its length: mentions and
 * hashtags end where the next could begin, and a run without white space is tried as a link only once.
 */
export function findFacets(text: string): FoundFacet[] {
  const points = Array.from(text);
  const found: FoundFacet[] = [];
  let noLinkBefore = 0;
  let at = 0;
  while (at < points.length && found.length < MAX_FACETS) {
    let facet: FoundFacet | null = null;
    if (at === 0 || !WORD.test(points[at - 1]!)) {
      if (points[at] === '@') facet = mentionAt(points, at);
      else if (points[at] === '#') facet = hashtagAt(points, at);
      else if (at >= noLinkBefore && startsLink(points, at)) {
        noLinkBefore = runEnd(points, at, points.length, (point) => !NOT_IN_LINK.test(point));
        facet = linkIn(points, at, noLinkBefore);
      }
    }
    if (facet) found.push(facet);
    at = facet ? facet.end : at + 1;
  }
  return found;
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

const schemeAt = (points: readonly string[], at: number): string | undefined =>
  SCHEMES.find((scheme) => points.slice(at, at + scheme.length).join('').toLowerCase() === scheme);

const startsLink = (points: readonly string[], at: number): boolean =>
  (points[at] === 'h' || points[at] === 'H') && schemeAt(points, at) !== undefined;

function linkIn(points: readonly string[], start: number, runsTo: number): FoundFacet | null {
  if (runsTo - start > MAX_URL) return null;
  const end = withoutSentence(points, start + schemeAt(points, start)!.length, runsTo);
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
