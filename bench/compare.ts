import { isDeepStrictEqual } from 'node:util';
import { askForText } from './ask.js';
import type { Server } from './measure/server.js';
import type { Tokens } from './tokens.js';
import type { Question } from './viewers.js';

/** What to look for in the compared answers, so that equality of empty ones is not taken for a proof. */
export type Features = Readonly<Record<string, (answer: string) => boolean>>;

/** How many answers there were, and how many of them have each feature. */
export type Coverage = Readonly<Record<string, number>>;

const has = (pattern: RegExp) => (answer: string): boolean => pattern.test(answer);

export const FEATURES_OF_POSTS: Features = {
  'reactions of the viewer': has(/"viewerReaction":"/),
  'viewers without reactions': (answer) => answer.includes('"viewerReaction":null') && !/"viewerReaction":"/.test(answer),
  'posts for followers only': has(/"visibility":"FOLLOWERS"/),
};

export const FEATURES_OF_FEEDS: Features = {
  ...FEATURES_OF_POSTS,
  'fresh feeds': has(/"state":"FRESH"/),
  'posts of followees': has(/"kind":"FOLLOW"/),
  'own posts': has(/"kind":"OWN"/),
  'posts by tag': has(/"kind":"TAG"/),
  reposts: has(/"kind":"REPOST"/),
  'reposts by several': has(/"repostedBy":\[\{[^\]]*\},\{/),
};

export const FEATURES_OF_READS: Features = { ...FEATURES_OF_POSTS, 'pages that end': has(/"hasNextPage":false/), 'what is hidden': has(/^{"data":{"(post|user)":null}}\s*$/), tombstones: has(/"isDeleted":true/) };

const AT_ONCE = 8;

/** Asks all servers every question. Throws at the first answer that differs from the first server's, and where the questions prove too little. */
export async function compareAnswers(servers: readonly Server[], questions: readonly Question[], tokens: Tokens, features: Features): Promise<Coverage> {
  const coverage: Record<string, number> = { answers: 0, ...Object.fromEntries(Object.keys(features).map((name) => [name, 0])) };
  let next = 0;
  const worker = async () => {
    for (let question = questions[next++]; question; question = questions[next++]) {
      const answers = await Promise.all(servers.map((server) => ask(server, question!, tokens)));
      answers.forEach((answer, i) => refuseDifference(question!, servers[0]!, answers[0]!, servers[i]!, answer));
      coverage['answers']! += 1;
      for (const [name, isIn] of Object.entries(features)) coverage[name]! += isIn(answers[0]!) ? 1 : 0;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const missing = Object.entries(coverage).filter(([, count]) => count === 0).map(([what]) => what);
  if (missing.length > 0) throw new Error(`The answers agree, but they prove too little: no ${missing.join(', no ')} among them.`);
  return coverage;
}

const ask = (server: Server, { viewer, operation, variables }: Question, tokens: Tokens): Promise<string> =>
  askForText(server, tokens.get(viewer.userId)!, { operationName: operation.name, query: operation.query, variables });

function refuseDifference({ viewer, operation, variables }: Question, floor: Server, expectedText: string, server: Server, foundText: string): void {
  if (expectedText === foundText) return;
  const [expected, found] = [JSON.parse(expectedText), JSON.parse(foundText)] as [unknown, unknown];
  if (isDeepStrictEqual(expected, found)) return;
  const place = firstDifference(expected, found, '');
  throw new Error(
    `${server.name} and ${floor.name} answer ${operation.name} ${JSON.stringify(variables)} by ${viewer.username} (${viewer.userId}) differently.\n` +
      `At ${place.path || 'the top'}:\n  ${floor.name}: ${excerpt(place.expected)}\n  ${server.name}: ${excerpt(place.found)}`,
  );
}

const excerpt = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 1_000);

function firstDifference(expected: unknown, found: unknown, path: string): { path: string; expected: unknown; found: unknown } {
  if (isObject(expected) && isObject(found)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      if (!isDeepStrictEqual(expected[key], found[key])) return firstDifference(expected[key], found[key], `${path}.${key}`);
    }
  }
  return { path, expected, found };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
