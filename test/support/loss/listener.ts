import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type LiveEvent, type LiveStream, liveStream } from '../../../examples/live-client/live-stream.js';
import type { Entry } from './ledger.js';

const POST_EVENTS = 'subscription ($postId: ID!, $after: Cursor) { events: postEvents(postId: $postId, after: $after) { __typename ... on LiveEvent { cursor } ... on CommentAdded { comment { id } } } }';
const HOME_EVENTS = 'subscription ($after: Cursor) { events: homeFeedEvents(after: $after) { __typename ... on LiveEvent { cursor } ... on PostAdded { post { id } } } }';

interface Told extends LiveEvent {
  readonly comment?: { readonly id: string };
  readonly post?: { readonly id: string };
}

/** Who listens to what. */
export interface Ear {
  readonly url: string;
  readonly token: string;
  /** The post whose events are heard; null for those of the home feed. */
  readonly post: string | null;
  /** Whether it has to hear of this; null for what may or may not come. */
  expects(entry: Entry): boolean | null;
}

/** A client with the helper of examples/, on a socket of its own, and the ids that it was told of, in order. */
export class Listener {
  readonly heard: string[] = [];
  readonly troubles: unknown[] = [];
  interruptions = 0;
  private readonly cursors = new Set<string>();
  private readonly client: Client;
  private readonly stream: LiveStream;

  constructor(readonly ear: Ear) {
    this.client = createClient({ url: `${ear.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: { authorization: `Bearer ${ear.token}` } });
    this.stream = liveStream<Told>(this.client, {
      query: ear.post ? POST_EVENTS : HOME_EVENTS,
      variables: ear.post ? { postId: ear.post } : {},
      onEvent: (event) => this.take(event),
      onGap: (notice) => this.troubles.push(notice),
      onEnd: (error) => this.troubles.push(error ?? 'The stream has ended.'),
      onRetry: () => this.interruptions++,
    });
  }

  get listens(): boolean {
    return this.stream.cursor !== null;
  }

  end(): void {
    this.stream.end();
    void this.client.dispose();
  }

  private take({ cursor, comment, post }: Told): void {
    if (this.cursors.has(cursor)) this.troubles.push(`${cursor} came twice`);
    this.cursors.add(cursor);
    const id = (comment ?? post)?.id;
    if (id) this.heard.push(id);
  }
}
