import type { UserId } from '../../kernel/ids.js';
import { usernameKey } from '../profiles/index.js';
import { type FacetRange, findFacets } from './facets.js';

/** A facet as it is kept with its text: a mention holds the person, whatever their name will be. */
export type Facet = FacetRange &
  (
    | { readonly kind: 'MENTION'; readonly userId: UserId }
    | { readonly kind: 'HASHTAG'; readonly tag: string }
    | { readonly kind: 'LINK'; readonly url: string }
  );

/** Active people by `usernameKey`. */
export type FindByUsername = (usernames: readonly string[]) => Promise<ReadonlyMap<string, UserId>>;

/** The facets of a text. A name that nobody has is plain text; all names are asked for at once. */
export async function readFacets(text: string | null, findByUsername: FindByUsername): Promise<Facet[]> {
  const found = text === null ? [] : findFacets(text);
  const names = found.flatMap((facet) => (facet.kind === 'MENTION' ? [facet.username] : []));
  const userIds = names.length > 0 ? await findByUsername(names) : new Map<string, UserId>();
  return found.flatMap((facet): Facet[] => {
    if (facet.kind !== 'MENTION') return [facet];
    const userId = userIds.get(usernameKey(facet.username));
    return userId === undefined ? [] : [{ kind: 'MENTION', start: facet.start, end: facet.end, userId }];
  });
}
