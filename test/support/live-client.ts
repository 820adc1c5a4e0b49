import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { type Client as WsClient, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { until } from './until.js';

/** A stock graphql-ws client as one person, that keeps what each subscription has received. */
export class LiveClient {
  private readonly client: WsClient;
  /** The codes with which the server closed the socket. */
  readonly closeCodes: number[] = [];

  constructor(url: string, token: string | null, options: { readonly retryAttempts?: number } = {}) {
    this.client = createClient({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: options.retryAttempts ?? 0,
      connectionParams: token ? { authorization: `Bearer ${token}` } : {},
      on: { closed: (event) => this.closeCodes.push((event as { code: number }).code) },
    });
  }

  subscribe<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables?: Variables): Subscription<Data> {
    return new Subscription<Data>(this.client, print(document), variables as Record<string, unknown>);
  }

  async close(): Promise<void> {
    await this.client.dispose();
  }
}

export class Subscription<Data> {
  readonly received: Data[] = [];
  /** What says that nothing has happened, apart: the first says that the stream is open. */
  readonly heartbeats: Data[] = [];
  errors: unknown = null;
  ended = false;
  readonly unsubscribe: () => void;

  constructor(client: WsClient, query: string, variables: Record<string, unknown>) {
    this.unsubscribe = client.subscribe<Data>(
      { query, variables },
      {
        next: (result) => {
          if (result.errors) this.errors = result.errors;
          if (result.data) (isHeartbeat(result.data) ? this.heartbeats : this.received).push(result.data);
        },
        error: (error) => {
          this.errors = error;
          this.ended = true;
        },
        complete: () => {
          this.ended = true;
        },
      },
    );
  }

  /** Resolves once the server listens for it. */
  opened(): Promise<this> {
    return this.until(({ heartbeats, received, ended }) => ended || heartbeats.length + received.length > 0, 40_000);
  }

  /** Resolves once `condition` holds of what was received; rejects with what was received after `withinMs`. */
  async until(condition: (subscription: this) => boolean, withinMs = 20_000): Promise<this> {
    await until(() => condition(this), withinMs).catch((error: Error) => {
      throw new Error(`${error.message} Received ${JSON.stringify(this.received)}, heartbeats ${this.heartbeats.length}, errors ${JSON.stringify(this.errors)}, ended ${this.ended}`);
    });
    return this;
  }
}

/** Where nothing is selected of a heartbeat, nothing is in it. */
function isHeartbeat(data: unknown): boolean {
  const [event] = Object.values(data as Record<string, Record<string, unknown> | null>);
  return event !== null && typeof event === 'object' && (event['__typename'] === 'Heartbeat' || Object.keys(event).length === 0);
}
