import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from '../../../src/app/commands/seed/dice.js';
import { Client, type GraphqlAnswer } from '../client.js';
import type { Person } from '../world.js';
import type { Ledger } from './ledger.js';

const COMMENT = 'mutation($input: CreateCommentInput!) { made: createComment(input: $input) { made: comment { id } } }';
const POST = 'mutation($input: CreatePostInput!) { made: createPost(input: $input) { made: post { id } } }';
const TRY_AGAIN_MS = 50;

export interface WritersOptions {
  /** Of the servers; a writer uses them in turn. */
  readonly urls: readonly string[];
  readonly people: readonly Person[];
  /** Posts to comment on. */
  readonly posts: readonly string[];
  readonly ledger: Ledger;
  readonly dice: Dice;
}

/** Each writes one post or comment after the other, and each as often as it takes until it is acknowledged, with one key. */
export class Writers {
  private stopped = false;
  private readonly working: Promise<unknown>;
  /** Answers other than that something is away. */
  readonly refusals: string[] = [];
  /** How often something had to be tried again. */
  retries = 0;

  constructor(private readonly options: WritersOptions) {
    this.working = Promise.all(options.people.map((_, writer) => this.write(writer)));
  }

  /** Lets each end what it is at. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.working;
  }

  private async write(writer: number): Promise<void> {
    const { posts, ledger, dice } = this.options;
    for (let n = 0; !this.stopped; n++) {
      const under = dice.chance(0.5) ? dice.pick(posts) : null;
      const input = { text: `${writer} writes ${n}`, idempotencyKey: `${writer}-${n}`, ...(under && { postId: under }) };
      const askedAt = performance.now();
      const id = await this.insist(writer, n, under ? COMMENT : POST, input);
      ledger.add({ kind: under ? 'comment' : 'post', id, writer, under, askedAt, acknowledgedAt: performance.now() });
    }
  }

  private async insist(writer: number, n: number, mutation: string, input: object): Promise<string> {
    const { urls, people } = this.options;
    for (let tries = 0; ; tries++) {
      const client = new Client(urls[(n + tries) % urls.length]!, people[writer]!.token);
      const answer = await client.query<Made>(mutation, { input }).catch(() => null);
      const id = answer?.data?.made?.made?.id;
      if (id) return id;
      if (answer && !isAway(answer)) this.refusals.push(answer.body);
      this.retries++;
      await sleep(TRY_AGAIN_MS);
    }
  }
}

interface Made {
  readonly made: { readonly made: { readonly id: string } | null } | null;
}

const isAway = ({ errors }: GraphqlAnswer<Made>): boolean => errors.length > 0 && errors.every(({ extensions }) => extensions.code === 'SERVICE_UNAVAILABLE');
