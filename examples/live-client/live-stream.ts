/**
 * Live events that survive whatever happens to the connection: copy this folder into your app. It needs `graphql-ws` and
 * nothing else (`graphql` is there for types), and works in browsers and in Node. README.md says how, and why.
 */
import type { FormattedExecutionResult } from 'graphql';
import type { Client } from 'graphql-ws';
import { LiveStreamError, reasonToGiveUp, wantsNewToken } from './give-up.js';

/** What every event carries; the rest is what the query asks for. */
export interface LiveEvent {
  readonly __typename: string;
  /** Its place in the stream: hand it over as `after`, and the stream goes on behind it. */
  readonly cursor: string;
}

/** What came, as it came. */
export type LiveResult<Event> = FormattedExecutionResult<Record<string, Event | null>, unknown>;

export interface LiveStreamOptions<Event extends LiveEvent> {
  /** A subscription with one field, that takes `$after: Cursor` and asks each event for `__typename` and `cursor`. */
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Where to begin, as kept from the last time; without it: now. */
  readonly after?: string | null;
  /** Each event once and in order. Should it throw, the stream ends with that error. */
  onEvent(event: Event, result: LiveResult<Event>): void;
  /** Events were lost for good, as after a long absence: read the feed or thread anew. The stream itself goes on. */
  onGap(notice: LiveEvent, result: LiveResult<Event>): void;
  /** The stream is over, and not by `end()`: with null since its post is gone, otherwise for this reason. */
  onEnd(error: LiveStreamError | null): void;
  /** The token is no good any more. Resolve once `connectionParams` gives another; reject if there is none to be had. */
  readonly renewToken?: () => Promise<void>;
  /** For a light that says "connecting …": the stream was interrupted, and is taken up again after so many milliseconds. */
  readonly onRetry?: (why: unknown, waitMs: number) => void;
  /** Milliseconds to wait before the next try, by how many have failed in a row (from 0). */
  readonly backoff?: (failed: number) => number;
  /** After so long without a word the connection is thought dead; the server says something every 60 seconds. */
  readonly silenceMs?: number;
}

export interface LiveStream {
  /** Of what has been handled last; null until the server has answered for the first time. */
  readonly cursor: string | null;
  /** Ends it, and leaves nothing behind. */
  end(): void;
}

/** Opens a stream that is taken up again, where it was interrupted, until it ends. */
export function liveStream<Event extends LiveEvent>(client: Client, options: LiveStreamOptions<Event>): LiveStream {
  if (!/\$after\b/.test(options.query)) throw new TypeError('The subscription must take `$after: Cursor` and hand it to its field as `after`.');
  const stream = new Stream(client, options);
  stream.subscribe();
  return stream;
}

const SILENCE_MS = 150_000;
/** Enough for what an old socket may still deliver while its successor has begun. */
const REMEMBERED = 1_000;

class Stream<Event extends LiveEvent> implements LiveStream {
  /** One object for good: where the stock client reconnects by itself, it sends this again, with the cursor of that moment. */
  private readonly payload: { readonly query: string; readonly variables: Record<string, unknown> };
  private readonly recent = new Set<string>();
  private unsubscribe = () => {};
  private retry: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private failed = 0;
  /** Whether something has come since the token was renewed. If not, renewing it again would not help. */
  private renewed = false;
  private isFirst = true;
  private over = false;

  constructor(
    private readonly client: Client,
    private readonly options: LiveStreamOptions<Event>,
  ) {
    this.payload = { query: options.query, variables: { ...options.variables, after: options.after ?? null } };
  }

  get cursor(): string | null {
    return this.payload.variables['after'] as string | null;
  }

  subscribe(): void {
    let current = true;
    this.isFirst = true;
    const stop = this.client.subscribe<Record<string, Event | null>>(this.payload, {
      next: (result) => current && this.take(result),
      error: (why) => current && this.interrupted(why),
      complete: () => current && this.finish(null),
    });
    this.unsubscribe = () => {
      current = false;
      stop();
    };
    this.watchForSilence();
  }

  end(): void {
    this.over = true;
    this.unsubscribe();
    clearTimeout(this.retry);
    clearTimeout(this.silence);
    this.recent.clear();
  }

  private take(result: LiveResult<Event>): void {
    const [event] = Object.values(result.data ?? {});
    if (!event) return this.interrupted(result.errors ?? []);
    if (!event.cursor || !event.__typename) return this.finish(new LiveStreamError('The subscription must ask each event for `__typename` and `cursor`.', null));
    this.watchForSilence();
    this.renewed = false;
    // The first word only says where the stream stands. Were it taken for success, an event that always fails would be tried without pauses.
    if (!this.isFirst) this.failed = 0;
    this.isFirst = false;
    try {
      if (event.__typename === 'GapNotice') this.options.onGap(event, result);
      else if (event.__typename !== 'Heartbeat' && this.isNew(event.cursor)) this.options.onEvent(event, result);
      this.payload.variables['after'] = event.cursor;
    } catch (error) {
      this.finish(new LiveStreamError('What handles the events has failed.', null, error));
    }
  }

  /** A socket that was given up may deliver what its successor delivers, too. */
  private isNew(cursor: string): boolean {
    if (this.recent.has(cursor)) return false;
    this.recent.add(cursor);
    if (this.recent.size > REMEMBERED) this.recent.delete(this.recent.values().next().value!);
    return true;
  }

  private interrupted(why: unknown): void {
    this.unsubscribe();
    clearTimeout(this.silence);
    if (wantsNewToken(why) && this.options.renewToken && !this.renewed) return this.renew(this.options.renewToken);
    const hopeless = reasonToGiveUp(why);
    if (hopeless) return this.finish(hopeless);
    const waitMs = (this.options.backoff ?? jittered)(this.failed++);
    this.retry = setTimeout(() => this.subscribe(), waitMs);
    this.options.onRetry?.(why, waitMs);
  }

  private renew(renewToken: () => Promise<void>): void {
    this.renewed = true;
    renewOnce(this.client, renewToken).then(
      () => this.over || this.subscribe(),
      (error: unknown) => this.over || this.finish(new LiveStreamError('There is no other token.', 4401, error)),
    );
  }

  /** A network that swallows everything tells nobody. Every stream on the connection hears of its end, and comes back. */
  private watchForSilence(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.watchForSilence();
      this.client.terminate();
    }, this.options.silenceMs ?? SILENCE_MS);
  }

  private finish(error: LiveStreamError | null): void {
    if (this.over) return;
    this.end();
    this.options.onEnd(error);
  }
}

/** Half a second to a second, then twice as long each time, up to half a minute: whole crowds do not come back at the same moment. */
function jittered(failed: number): number {
  return Math.min(1_000 * 2 ** failed, 30_000) * (0.5 + Math.random() / 2);
}

/** All streams of a client lose their connection at once, and a refresh token is good for one use. */
const renewals = new WeakMap<Client, Promise<void>>();

function renewOnce(client: Client, renewToken: () => Promise<void>): Promise<void> {
  let renewal = renewals.get(client);
  if (!renewal) {
    renewal = renewToken().finally(() => renewals.delete(client));
    renewals.set(client, renewal);
  }
  return renewal;
}
