import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../../graphql/context.js';
import { Policy } from '../../../graphql/policy.js';
import { toPayload } from '../../../graphql/user-error.js';
import type { UserId } from '../../../kernel/ids.js';
import { decodeCursor } from '../../../kernel/page.js';
import { signedIn } from '../../../kernel/viewer.js';
import type { setFeedMarker } from './feed-marker.js';
import { SetFeedMarkerInput, SetFeedMarkerPayload } from './feed-marker.type.js';
import { FEED_POLICIES } from '../feed.policy.js';
import { toFeedMarker } from '../feed.type.js';
import type { Marker } from '../home/home-circle.store.js';

export interface FeedMarkerActions {
  readonly setFeedMarker: ReturnType<typeof setFeedMarker>;
  readonly markerOf: (userId: UserId) => Promise<Marker | null>;
}

/** How far one has read. */
@Resolver()
export class FeedMarkerResolver {
  constructor(private readonly actions: FeedMarkerActions) {}

  @Policy(FEED_POLICIES.setFeedMarker)
  @Mutation(() => SetFeedMarkerPayload, { nullable: true, description: 'Remembers how far the viewer has read their home feed, for all their devices.' })
  async setFeedMarker(@Arg('input', () => SetFeedMarkerInput, { description: 'How far.' }) input: SetFeedMarkerInput, @Ctx() context: GraphContext): Promise<SetFeedMarkerPayload> {
    const viewer = signedIn(context.viewer);
    const outcome = await this.actions.setFeedMarker(viewer, decodeCursor('posts', input.cursor, 'cursor'), input);
    return toPayload(SetFeedMarkerPayload, outcome, async () => ({ marker: toFeedMarker(await this.actions.markerOf(viewer.userId)) }));
  }
}
