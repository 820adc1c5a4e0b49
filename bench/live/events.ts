import { randomUUID } from 'node:crypto';

/** What a client asks for that shows a post with its comments as they come. */
export const DOCUMENT = `subscription PostEvents($postId: ID!) {
  postEvents(postId: $postId) {
    __typename
    ... on CommentAdded { cursor comment { id text author { username } } }
    ... on PostCountersChanged { cursor post { commentCount } }
  }
}`;

/** As much of Plaza's schema as the document touches, for the stock server. */
export const SCHEMA = `
  type Query { unused: Boolean }
  type Subscription { postEvents(postId: ID!): PostEvent! }
  union PostEvent = CommentAdded | PostCountersChanged
  type CommentAdded { cursor: String!, comment: Comment! }
  type Comment { id: ID!, text: String, author: User }
  type User { username: String! }
  type PostCountersChanged { cursor: String!, post: Post! }
  type Post { commentCount: Int! }`;

/** The frame that carries an event is about so long, in bytes. */
const FRAME_BYTES = 300;
const NUMBER_DIGITS = 7;
const MARK = '"text":"@';

/** The text of comment number `n`, by which it is known again wherever it arrives. */
export const numbered = (n: number): string => `@${String(n).padStart(NUMBER_DIGITS, '0')}`;

/** The text, made so long that the frame with it has the wanted size; `bare` is the frame with the number alone. */
export const padded = (text: string, bareFrameBytes: number): string => {
  const missing = FRAME_BYTES - bareFrameBytes;
  return missing > 1 ? `${text} ${'x'.repeat(missing - 1)}` : text;
};

/** The number in a message; null where it is about something else. */
export function numberIn(message: Buffer): number | null {
  const at = message.indexOf(MARK);
  return at < 0 ? null : Number(message.toString('latin1', at + MARK.length, at + MARK.length + NUMBER_DIGITS));
}

/** The payload with another number, in as many bytes. */
export const renumbered = (payload: string, n: number): string => payload.replace(new RegExp(`${MARK}\\d{${NUMBER_DIGITS}}`), MARK + numbered(n).slice(1));

export const connectionInit = (token: string | null): string => JSON.stringify({ type: 'connection_init', ...(token !== null && { payload: { authorization: `Bearer ${token}` } }) });

/** Every client has an id of its own, as stock clients do. */
export const subscribe = (postId: string): { readonly id: string; readonly message: string } => {
  const id = randomUUID();
  return { id, message: JSON.stringify({ id, type: 'subscribe', payload: { operationName: 'PostEvents', query: DOCUMENT, variables: { postId } } }) };
};

/** What surrounds a payload on its way to one subscriber. */
export const nextMessage = (id: string, payload: string): string => `{"id":"${id}","type":"next","payload":${payload}}`;

const NEXT = Buffer.from('"type":"next"');
/** The type comes right after the id of 36 characters. */
const HEAD_BYTES = 80;

export const isNext = (message: Buffer): boolean => message.subarray(0, HEAD_BYTES).includes(NEXT);

/** What a message carries, without the id of its subscription. */
export function payloadOf(message: Buffer): string {
  const text = message.toString('utf8');
  return text.slice(text.indexOf('"payload":') + '"payload":'.length, -1);
}
