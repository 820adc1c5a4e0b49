import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { createSocket, STOCK_CLIENTS, type StockClient, type Told } from '../support/stock-clients.js';
import { until } from '../support/until.js';
import { Wire } from '../support/wire.js';
import type { Person } from '../support/world.js';

const POST_EVENTS = 'subscription Events($postId: ID!) { events: postEvents(postId: $postId) { __typename ... on CommentAdded { cursor comment { id text } } } }';
const HOME_EVENTS = 'subscription Events { events: homeFeedEvents { __typename ... on PostAdded { cursor post { id text } } } }';

let app: TestApp;
let wire: Wire;
beforeAll(async () => {
  app = await startTestApp();
  wire = await Wire.before(app.url);
});
afterAll(async () => {
  await wire.close();
  await app.close();
});

interface Event {
  readonly __typename: string;
  readonly comment?: { readonly text: string };
  readonly post?: { readonly text: string };
}

/** What one subscription was told. */
class Ear {
  readonly errors: unknown[] = [];
  private readonly events: Event[] = [];
  readonly unsubscribe: () => void;

  constructor(client: StockClient, query: string, variables: Record<string, unknown>) {
    this.unsubscribe = client.subscribe(query, variables, (told) => this.take(told));
  }

  /** How often it has begun to listen: the first word of a stream is a heartbeat. */
  get beginnings(): number {
    return this.events.filter(({ __typename }) => __typename === 'Heartbeat').length;
  }

  get texts(): string[] {
    return this.events.flatMap(({ comment, post }) => (comment ?? post)?.text ?? []);
  }

  private take({ data, errors }: Told): void {
    if (errors) this.errors.push(errors);
    if (data) this.events.push((data as { events: Event }).events);
  }
}

test.each(Object.entries(STOCK_CLIENTS))('%s subscribes, hears, comes back after 1001 and 1013, and unsubscribes', async (_, create) => {
  const [ada, bob] = (await app.world.people(['ada', 'bob'])) as [Person, Person];
  await app.world.follow(bob, ada);
  const post = await app.world.post(ada, 'Before');
  // A stream without `after` begins behind what the relay has passed on.
  await app.settled();
  const socket = createSocket(`ws://127.0.0.1:${wire.port}/graphql`, bob.token);
  const client = create(socket);
  const ears = [new Ear(client, POST_EVENTS, { postId: post }), new Ear(client, HOME_EVENTS, {})] as const;
  const said: string[] = [];
  const sayAndHear = async (text: string) => {
    said.push(text);
    await app.world.comment(ada, post, text);
    await app.world.post(ada, text);
    await until(() => ears.every(({ texts }) => texts.length === said.length), 10_000);
    expect(ears.map(({ texts }) => texts)).toEqual([said, said]);
  };

  await until(() => ears.every(({ beginnings }) => beginnings === 1), 10_000);
  await sayAndHear('one');
  for (const [nth, code] of [1001, 1013].entries()) {
    await app.settled();
    wire.closeAll(code);
    await until(() => ears.every(({ beginnings }) => beginnings === nth + 2), 10_000);
    await sayAndHear(`after ${code}`);
  }

  for (const { unsubscribe } of ears) unsubscribe();
  await until(() => wire.size === 0, 10_000);
  await app.world.post(ada, 'Nobody hears this');
  expect(ears.map(({ texts, errors }) => [texts, errors])).toEqual([[said, []], [said, []]]);
  await socket.dispose();
});
