import type { Bench } from '../bench.js';
import { plazaCommand } from '../contenders.js';
import type { Server } from '../measure/server.js';
import { Writing } from '../writing.js';
import { type Audience, chooseAudience } from './audience.js';
import { type LiveContender, publishByComment } from './contender.js';
import { Crowd } from './crowd.js';

/** Nothing but the limits that keep strangers from having 2,000 sockets on one address. */
const ROOM = {
  MAX_SOCKETS_PER_VIEWER: '1000',
  MAX_SOCKETS_PER_ADDRESS: '100000',
  MAX_ANONYMOUS_SOCKETS_PER_ADDRESS: '100000',
  MAX_CONNECTIONS_PER_ADDRESS: '100000',
  COMMENTS_PER_MINUTE: '0',
  POSTS_PER_MINUTE: '0',
};

/** What all servers deliver in a second, in about so many messages: so much that the slowest of them is not out of breath. */
const MESSAGES_PER_SECOND = 6_000;
const MOST_EVENTS_PER_SECOND = 20;

export const rateFor = (sockets: number): number => Math.max(1, Math.min(MOST_EVENTS_PER_SECOND, Math.round(MESSAGES_PER_SECOND / sockets)));

export interface LivePlaza {
  /** The process that is measured, which has no subscribers yet. */
  readonly plaza: LiveContender;
  /** Another one, which takes the mutations. */
  readonly writer: Server;
  readonly writing: Writing;
  readonly postId: string;
  readonly audience: Audience;
  readonly tokenOf: (person: { readonly userId: string }) => string;
}

/** Plaza in two processes with a post that many will look at. Mutations, relays and counters are another's work, as behind a load balancer: what is measured is delivery. */
export async function openPlaza(bench: Bench, nodeOptions: readonly string[] = []): Promise<LivePlaza> {
  const { stores, place } = bench;
  const audience = await chooseAudience(bench.world.postgres, place.args.sockets);
  const tokens = await bench.tokensFor([...new Map([audience.author, audience.commenter, ...audience.viewers].map((person) => [person.userId, person])).values()]);
  const tokenOf = ({ userId }: { readonly userId: string }): string => tokens.get(userId)!;
  const writer = await bench.start(plazaCommand(stores, place.root, { name: 'Plaza (writes)', logName: 'plaza-writes', settings: ROOM }));
  const writing = new Writing(writer);
  const postId = await writing.createPost(tokenOf(audience.author), 'A post that many look at.');
  const server = await bench.start(plazaCommand(stores, place.root, { name: 'Plaza', logName: 'plaza-realtime', settings: { ...ROOM, PLAZA_ROLE: 'realtime' }, probed: true, nodeOptions }));
  const plaza = { server, crowd: bench.keep(new Crowd()), tokens: audience.viewers.map(tokenOf), deaf: audience.deaf, publish: publishByComment(writing, tokenOf(audience.commenter), postId, (text) => text) };
  return { plaza, writer, writing, postId, audience, tokenOf };
}
