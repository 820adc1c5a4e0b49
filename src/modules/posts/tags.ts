import { tagKey } from '../../kernel/tag.js';
import type { PostRow } from './post.entity.js';
import type { Facet } from './read-facets.js';

/** The field of a row that says under which tags the post is found; no field where there are none, as the index wants it. */
export function tagsOf(facets: readonly Facet[]): Pick<PostRow, 'tags'> {
  const tags = new Set(facets.flatMap((facet) => (facet.kind === 'HASHTAG' ? (tagKey(facet.tag) ?? []) : [])));
  return tags.size > 0 ? { tags: [...tags] } : {};
}
