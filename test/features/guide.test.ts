import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { parse } from 'graphql';
import { EXAMPLES } from '../../src/app/api/examples.js';
import { seedDemoWorld } from '../../src/app/commands/seed/index.js';
import { systemClock } from '../../src/kernel/clock.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { LiveClient } from '../support/live-client.js';
import { until } from '../support/until.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  const { stores, assembly } = app.plaza;
  await seedDemoWorld({ ...stores, accounts: assembly.accounts, clock: systemClock, publicUrl: app.url });
});
afterAll(() => app.close());

interface Step {
  /** The comment on its first line, as in "Ada, signed in nowhere". */
  readonly who: string;
  readonly query: string;
}

/** The requests of a page of the docs, in order. */
async function stepsOf(page: string): Promise<Step[]> {
  const text = await readFile(page, 'utf8');
  return [...text.matchAll(/```graphql\n# (.+)\n([\s\S]+?)```/g)].map(([, who, query]) => ({ who: who!, query: query! }));
}

interface Told {
  readonly id?: string;
  readonly accessToken?: string | null;
  readonly user?: { readonly id?: string };
  readonly viewer?: { readonly user?: { readonly id?: string } };
  readonly sessions?: readonly { readonly id: string; readonly isCurrent: boolean }[];
  readonly userErrors?: readonly object[];
}

test('the guide to accounts works as it stands, and ends with a live feed that closes', async () => {
  const tokens: Record<string, string> = {};
  const values: Record<string, string> = {};
  let live: LiveClient | undefined;
  let feed: ReturnType<LiveClient['subscribe']> | undefined;
  for (const { who, query: pattern } of await stepsOf('docs/auth.md')) {
    const person = who.replace(', signed in nowhere', '');
    if (pattern.includes('TOKEN FROM THE LETTER')) values['TOKEN FROM THE LETTER'] = (await app.mails.next({ to: 'grace@example.org' })).token;
    const query = Object.entries(values).reduce((text, [name, value]) => text.replace(name, value), pattern);
    const token = who === person ? tokens[person]! : null;
    if (query.startsWith('subscription')) {
      live = app.live(token);
      feed = live.subscribe(parse(query));
      // Answered on the same socket after it: the subscription was taken.
      await live.subscribe(parse('{ __typename }')).until(({ ended }) => ended);
      continue;
    }
    const { data, errors } = await app.client(token).query<Record<string, Told>>(query);
    expect({ query, errors }).toEqual({ query, errors: [] });
    const [told] = Object.values(data!) as [Told];
    expect({ query, refused: told.userErrors ?? [] }).toEqual({ query, refused: [] });
    if (told.accessToken) tokens[person] = told.accessToken;
    if (told.viewer?.user?.id) values[`${person.toUpperCase()}'S ID`] = told.viewer.user.id;
    if (query.includes('createPost')) await feed!.until(({ received }) => JSON.stringify(received).includes('For those whom I let in'));
    const elsewhere = told.sessions?.find(({ isCurrent }) => !isCurrent);
    if (elsewhere) values['ID OF THE OTHER SESSION'] = elsewhere.id;
  }
  await until(() => live!.closeCodes.includes(4401), 1_000);
  expect((await app.client(tokens["Grace's second device"]!).query('{ viewer { email } }')).status).toBe(401);
});

test('the examples of the explorer work on the demo world', async () => {
  let token: string | null = null;
  for (const { title, query } of EXAMPLES) {
    if (/^subscription/m.test(query)) continue;
    const answer: { readonly data?: Record<string, Told> | null; readonly errors: readonly unknown[] } = await app.client(token).query<Record<string, Told>>(query);
    expect({ title, errors: answer.errors }).toEqual({ title, errors: [] });
    token ??= Object.values(answer.data ?? {})[0]?.accessToken ?? null;
  }
});
