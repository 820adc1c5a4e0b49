import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client as UrqlClient, subscriptionExchange } from '@urql/core';
import { type Client, createClient } from 'graphql-ws';
import type { RequestParameters } from 'relay-runtime';
import { WebSocket } from 'ws';

// It is CommonJS whose names Node does not see.
const { Environment, Network, Observable, RecordSource, Store } = createRequire(import.meta.url)('relay-runtime') as typeof import('relay-runtime');

export interface Told {
  readonly data?: unknown;
  readonly errors?: unknown;
}

/** A client library as its documentation sets it up, over graphql-ws. */
export interface StockClient {
  /** Gives what unsubscribes. */
  subscribe(query: string, variables: Record<string, unknown>, take: (told: Told) => void): () => void;
}

/** Stock but for the pause before a retry, which is seconds. */
export const createSocket = (url: string, token: string): Client =>
  createClient({ url, webSocketImpl: WebSocket, connectionParams: { authorization: `Bearer ${token}` }, retryWait: () => sleep(50) });

export const STOCK_CLIENTS: Readonly<Record<string, (socket: Client) => StockClient>> = {
  'graphql-ws': (socket) => ({
    subscribe: (query, variables, take) => socket.subscribe({ query, variables }, { next: take, error: (errors) => take({ errors }), complete: () => undefined }),
  }),

  'Apollo Client': (socket) => {
    const client = new ApolloClient({ link: new GraphQLWsLink(socket), cache: new InMemoryCache() });
    return {
      subscribe(query, variables, take) {
        const subscription = client.subscribe({ query: gql(query), variables }).subscribe({ next: ({ data, error }) => take({ data, errors: error }), error: (errors) => take({ errors }) });
        return () => subscription.unsubscribe();
      },
    };
  },

  urql: (socket) => {
    const exchange = subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({ subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query: query!, variables: variables as Record<string, unknown> }, sink as never) }) }),
    });
    const client = new UrqlClient({ url: 'http://127.0.0.1', preferGetMethod: false, exchanges: [exchange] });
    return {
      subscribe(query, variables, take) {
        const subscription = client.subscription(query, variables).subscribe(({ data, error }) => take({ data, errors: error }));
        return () => subscription.unsubscribe();
      },
    };
  },

  Relay: (socket) => {
    const subscribe = ({ text }: RequestParameters, variables: Record<string, unknown>) =>
      Observable.create((sink) => socket.subscribe({ query: text!, variables }, sink as never));
    const network = Network.create(() => Promise.reject(new Error('Only subscriptions here.')), subscribe as never);
    const environment = new Environment({ network, store: new Store(new RecordSource()) });
    return {
      subscribe(text, variables, take) {
        const request = { text, name: 'Events', operationKind: 'subscription', id: null, cacheID: text, metadata: {} } as const;
        const subscription = environment.getNetwork().execute(request, variables, {}, null).subscribe({ next: (answer) => take(answer as Told), error: (errors: Error) => take({ errors }) });
        return () => subscription.unsubscribe();
      },
    };
  },
};
