import { ApolloLink, Observable } from '@apollo/client';
import { print } from 'graphql';
import type { Client } from 'graphql-ws';
import { liveStream, type LiveEvent, type LiveResult, type LiveStreamOptions } from '../live-client/live-stream.js';

/**
 * In the place of Apollo's GraphQLWsLink: subscriptions that take `$after: Cursor` go on where they were interrupted. Gap
 * notices come as events, since every union of events has them: whoever gets one reads anew what they show.
 */
export class LiveLink extends ApolloLink {
  constructor(
    private readonly client: Client,
    private readonly settings: Pick<LiveStreamOptions<LiveEvent>, 'renewToken' | 'onRetry' | 'backoff'> = {},
  ) {
    super();
  }

  override request({ query, variables }: ApolloLink.Operation): Observable<ApolloLink.Result> {
    return new Observable((observer) => {
      const pass = (_event: LiveEvent, result: LiveResult<LiveEvent>) => observer.next(result as ApolloLink.Result);
      const stream = liveStream(this.client, {
        ...this.settings,
        query: print(query),
        variables,
        after: (variables['after'] as string | undefined) ?? null,
        onEvent: pass,
        onGap: pass,
        onEnd: (error) => (error ? observer.error(error) : observer.complete()),
      });
      return () => stream.end();
    });
  }
}
