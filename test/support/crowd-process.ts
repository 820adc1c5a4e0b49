/** Many clients with the helper of examples/, in a process of their own: what they cost is not taken from the server's time. */
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { liveStream } from '../../examples/live-client/live-stream.js';

export interface CrowdOrder {
  readonly url: string;
  readonly tokens: readonly string[];
  readonly perToken: number;
  readonly post: string;
}

export interface CrowdReport {
  /** How many have heard a first word since the last cut. */
  readonly back: number;
  /** Milliseconds from the cut until that, of the first, the middle and the last one. */
  readonly tookMs: readonly number[];
  /** How many have heard so many comments; those with most and least. */
  readonly heard: { readonly least: number; readonly most: number };
  readonly troubles: readonly string[];
  /** Why connections ended since the last cut, the cut among it: close codes, or what broke. */
  readonly interruptions: Readonly<Record<string, number>>;
}

const QUERY = 'subscription ($post: ID!, $after: Cursor) { postEvents(postId: $post, after: $after) { __typename ... on LiveEvent { cursor } ... on CommentAdded { comment { id } } } }';
const troubles: string[] = [];
const members: Member[] = [];
let interruptions: Record<string, number> = {};
let cutAt = 0;

class Member {
  heard = 0;
  backAfterMs: number | null = null;
  private socket: WebSocket | null = null;
  private readonly client: Client;

  constructor({ url, post }: CrowdOrder, token: string) {
    this.client = createClient({
      url,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${token}` },
      on: {
        opened: (socket) => void (this.socket = socket as WebSocket),
        message: ({ type }) => void (type === 'next' && (this.backAfterMs ??= performance.now() - cutAt)),
      },
    });
    liveStream(this.client, {
      query: QUERY,
      variables: { post },
      onEvent: ({ __typename }) => void (__typename === 'CommentAdded' && this.heard++),
      onRetry: (why) => note(why),
      onGap: () => void troubles.push('a gap'),
      onEnd: (error) => void troubles.push(error?.message ?? 'an end'),
    });
  }

  cut(): void {
    this.backAfterMs = null;
    this.socket?.terminate();
  }
}

function note(why: unknown): void {
  const { code, message } = why as { code?: unknown; message?: unknown };
  const reason = String(code ?? message);
  interruptions[reason] = (interruptions[reason] ?? 0) + 1;
}

const COMMANDS: Record<string, (order: CrowdOrder) => void> = {
  gather: (order) => {
    cutAt = performance.now();
    for (const token of order.tokens) for (let n = 0; n < order.perToken; n++) members.push(new Member(order, token));
  },
  cut: () => {
    cutAt = performance.now();
    interruptions = {};
    for (const member of members) member.cut();
  },
  report: () => {
    const times = members.flatMap(({ backAfterMs }) => backAfterMs ?? []).sort((a, b) => a - b);
    const heard = members.map((member) => member.heard);
    const tookMs = [times[0], times[times.length >> 1], times.at(-1)].map((time) => Math.round(time ?? Infinity));
    process.send!({ back: times.length, tookMs, heard: { least: Math.min(...heard), most: Math.max(...heard) }, troubles, interruptions } satisfies CrowdReport);
  },
};

process.on('message', ({ command, order }: { command: string; order: CrowdOrder }) => COMMANDS[command]!(order));
// Whoever has started it may be killed.
process.on('disconnect', () => process.exit());
