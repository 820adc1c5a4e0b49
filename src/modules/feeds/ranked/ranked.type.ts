import { registerEnumType } from 'type-graphql';
import { PageInfo } from '../../../graphql/connection.js';
import { encodeCursor } from '../../../kernel/page.js';
import { HomeFeedConnection, toFeedMarker, toHomeEdge } from '../feed.type.js';
import { FeedScore } from './feed-score.type.js';
import { encodeRankedCursor } from './ranked-cursor.js';
import type { RankedPage } from './ranked-feed.js';

export const FEED_ORDERS = { CHRONOLOGICAL: 'CHRONOLOGICAL', RANKED: 'RANKED' } as const;
export type FeedOrder = keyof typeof FEED_ORDERS;
registerEnumType(FEED_ORDERS, {
  name: 'FeedOrder',
  description: 'In which order a home feed is read.',
  valuesConfig: {
    CHRONOLOGICAL: { description: 'The newest first.' },
    RANKED: { description: 'The newest 300 or so in the order of their scores (`reason { score }`), which stays as it is while somebody pages; then the rest, the newest first.' },
  },
});

/** Behind the last item of a ranking its cursor is one of the chronological feed, which goes on from there. */
export function toRankedFeed({ items, next, rest, state, marker }: RankedPage, hasPreviousPage: boolean): HomeFeedConnection {
  const edges = items.map(({ item, score, place }) => toHomeEdge(item, encodeRankedCursor(place), Object.assign(new FeedScore(), score)));
  const goesOn = next ? encodeRankedCursor(next) : rest && encodeCursor('posts', rest);
  const pageInfo = Object.assign(new PageInfo(), {
    hasNextPage: goesOn !== null,
    hasPreviousPage,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: goesOn ?? edges.at(-1)?.cursor ?? null,
  });
  return Object.assign(new HomeFeedConnection(), { edges, pageInfo, state, completeSince: null, marker: toFeedMarker(marker) });
}
