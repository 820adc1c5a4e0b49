/**
 * Apollo Client with live events that survive restarts: shows the newest posts of the home feed out of Apollo's cache, and
 * keeps them up to date. Beside `npm start`:
 * node --import ./examples/typescript.mjs examples/apollo-client/listen.ts [USERNAME PASSWORD]
 */
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { LiveLink } from './live-link.js';

const POST = gql`fragment Shown on Post { id text author { id username } }`;
const FEED = gql`query Feed { homeFeed(first: 3) { edges { cursor node { ...Shown } } } } ${POST}`;
const EVENTS = gql`
  subscription Events($after: Cursor) {
    homeFeedEvents(after: $after) {
      __typename
      ... on LiveEvent { cursor }
      ... on PostAdded { post { ...Shown } }
      ... on PostEdited { post { ...Shown } }
      ... on PostRemoved { postId }
      ... on GapNotice { reason }
    }
  }
  ${POST}
`;
const LOGIN = gql`mutation Login($input: LoginInput!) { login(input: $input) { accessToken userErrors { message } } }`;

interface Feed {
  readonly homeFeed: { readonly edges: readonly { readonly node: { readonly text: string; readonly author: { readonly username: string } } }[] };
}
interface Events {
  readonly homeFeedEvents: { readonly __typename: string; readonly postId?: string };
}
interface Login {
  readonly login: { readonly accessToken: string | null; readonly userErrors: readonly { readonly message: string }[] };
}

const url = process.env['PLAZA_URL'] ?? 'http://127.0.0.1:4000/graphql';
const [username = 'ada', password = 'plaza-demo-2026'] = process.argv.slice(2);
let token: string | null = null;

const socket = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: () => ({ authorization: `Bearer ${token}` }) });
const live = new LiveLink(socket, { renewToken: signIn, onRetry: (_, waitMs) => console.log(`interrupted; next try in ${Math.round(waitMs)} ms`) });
const signed = new SetContextLink(({ headers }) => ({ headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) } }));
const client = new ApolloClient({
  link: ApolloLink.split(({ operationType }) => operationType === 'subscription', live, signed.concat(new HttpLink({ uri: url }))),
  // What implements LiveEvent has to be told to the cache, or the cursor is left out.
  cache: new InMemoryCache({ possibleTypes: { LiveEvent: ['PostAdded', 'PostEdited', 'PostRemoved', 'Heartbeat', 'GapNotice'] } }),
});

await signIn();
client.watchQuery<Feed>({ query: FEED, notifyOnNetworkStatusChange: false }).subscribe(({ data, dataState }) => {
  if (dataState !== 'complete') return;
  console.log(data.homeFeed.edges.map(({ node }) => `${node.author.username}: ${node.text.slice(0, 60)}`));
});
client.subscribe<Events>({ query: EVENTS }).subscribe({
  next: ({ data }) => data && void take(data.homeFeedEvents),
  error: (error: Error) => console.error(error.message),
});

/** An edited post needs nothing: Apollo finds it in its cache by its id. What is new or was lost has its place in the feed by the server's rules. */
async function take({ __typename, postId }: Events['homeFeedEvents']): Promise<void> {
  if (__typename === 'PostRemoved') client.cache.evict({ id: client.cache.identify({ __typename: 'Post', id: postId }) });
  else if (__typename === 'PostAdded' || __typename === 'GapNotice') await client.refetchQueries({ include: [FEED] });
}

/** An app keeps the refresh token instead of the password, and calls `refreshToken`: see ../listen.mjs. */
async function signIn(): Promise<void> {
  token = null;
  const { data } = await client.mutate<Login>({ mutation: LOGIN, variables: { input: { usernameOrEmail: username, password } } });
  token = data?.login.accessToken ?? null;
  if (!token) throw new Error(data?.login.userErrors[0]?.message ?? 'Could not sign in.');
}
