/**
 * A client in one file: signs in, reads the newest post of the home feed, then listens to what comes, through restarts of
 * the server and ends of its tokens. Run it beside `npm start`: node examples/listen.mjs [USERNAME PASSWORD]
 */
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const url = process.env.PLAZA_URL ?? 'http://127.0.0.1:4000/graphql';
const [username = 'ada', password = 'plaza-demo-2026'] = process.argv.slice(2);
let tokens = null;
tokens = await signIn();

const { homeFeed } = await ask('{ homeFeed(first: 1) { edges { node { author { username } text } } } }');
console.log('newest:', homeFeed.edges[0]?.node);

const client = createClient({
  url: url.replace('http', 'ws'),
  webSocketImpl: WebSocket,
  // Called anew for each connection, so that it takes the token of the day.
  connectionParams: () => ({ authorization: `Bearer ${tokens.accessToken}` }),
  retryAttempts: Infinity,
  shouldRetry: () => true,
});

for (;;) {
  try {
    const events = client.iterate({ query: 'subscription { homeFeedEvents { __typename ... on PostAdded { post { author { username } text } } } }' });
    for await (const { data, errors } of events) console.log(errors ?? data.homeFeedEvents);
  } catch (closed) {
    // 4401: the token or the session has ended. 4429: we read too slowly. The library gives up on both, and we do not.
    console.log('closed:', closed.code, closed.reason);
    if (closed.code === 4401) tokens = (await refreshed()) ?? (await signIn());
    else if (closed.code !== 4429) throw closed;
  }
}

async function signIn() {
  const { login } = await ask('mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken userErrors { message } } }', {
    input: { usernameOrEmail: username, password },
  });
  if (login.userErrors.length > 0) throw new Error(login.userErrors[0].message);
  return login;
}

/** Null where the session is over. A refresh token is good for one use: keep the new one. */
async function refreshed() {
  const { refreshToken } = await ask('mutation ($input: RefreshTokenInput!) { refreshToken(input: $input) { accessToken refreshToken } }', {
    input: { refreshToken: tokens.refreshToken },
  });
  return refreshToken;
}

async function ask(query, variables) {
  // A dead access token would be refused even where none is needed: sign-in and refresh go without.
  const signed = tokens && !query.startsWith('mutation') ? { authorization: `Bearer ${tokens.accessToken}` } : {};
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...signed }, body: JSON.stringify({ query, variables }) });
  const { data, errors } = await response.json();
  if (!data) throw new Error(errors[0].message);
  return data;
}
