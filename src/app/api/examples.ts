import type { ExampleOperation } from './explorer.js';

/** What the offline explorer opens with; they work on the demo world as they stand. */
export const EXAMPLES: readonly ExampleOperation[] = [
  {
    title: 'A profile',
    query: `# No sign-in needed. Press the play button.
query Profile {
  user(username: "ada") {
    displayName
    bio
    followerCount
    followeeCount
    posts(first: 5) {
      edges { node { text createdAt commentCount reactionCounts { kind count } } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  },
  {
    title: 'Sign in',
    query: `# Press play: from then on the other tabs of this page are signed in, too.
# (Elsewhere the accessToken goes into a header: "authorization": "Bearer …".)
mutation SignIn {
  login(input: { usernameOrEmail: "ada", password: "plaza-demo-2026" }) {
    accessToken
    expiresAt
    viewer { user { username } email }
    userErrors { code message field }
  }
}`,
  },
  {
    title: 'Join',
    query: `# 1. Send this. 2. Open /mails on this server, and the letter there. 3. Press its button, and sign in with the tab before.
mutation Join {
  registerUser(input: { username: "grace", email: "grace@example.org", password: "a bay of seven herons" }) {
    confirmationSent
    userErrors { code message field }
  }
}`,
  },
  {
    title: 'Sessions',
    query: `# Sign in first. Where you are signed in; endSession(input: { sessionId: "…" }) ends one, and closes what it has open.
query Sessions {
  viewer {
    sessions { id device ipAddress createdAt lastUsedAt isCurrent }
    followRequests(first: 10) { edges { requestedAt node { id username } } }
  }
}`,
  },
  {
    title: 'Home feed',
    query: `# Sign in first.
query Home {
  homeFeed(first: 20) {
    edges {
      cursor
      node {
        id
        text
        createdAt
        author { username displayName viewerIsFollowing }
        viewerReaction
        comments(first: 2) { edges { node { text author { username } } } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
  },
  {
    title: 'Post',
    query: `# Sign in first.
mutation Post {
  createPost(input: { text: "Hello #plaza, hello @ada!", visibility: PUBLIC }) {
    post { id text facets { __typename ... on HashtagFacet { tag } ... on MentionFacet { user { username } } } }
    userErrors { code message field }
  }
}`,
  },
  {
    title: 'Live',
    query: `# Sign in first. Then press play, keep it open, post in another window, and watch.
subscription Live {
  homeFeedEvents {
    __typename
    ... on LiveEvent { cursor occurredAt }
    ... on PostAdded { post { text author { username } } }
  }
}`,
  },
];
