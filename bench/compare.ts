import { isDeepStrictEqual } from 'node:util';
import type { Server } from './measure/server.js';
import type { Tokens } from './tokens.js';
import type { Question } from './viewers.js';

/** What the compared answers held, so that equality of empty answers is not taken for a proof. */
export interface Coverage {
  answers: number;
  hidden: number;
  reactions: number;
  withoutReactions: number;
  followersOnly: number;
  tombstones: number;
  pagesThatEnd: number;
}

const AT_ONCE = 8;

/** Asks all servers every question. Throws at the first answer that differs from the first server's, and where the questions prove too little. */
export async function compareAnswers(servers: readonly Server[], questions: readonly Question[], tokens: Tokens): Promise<Coverage> {
  const coverage: Coverage = { answers: 0, hidden: 0, reactions: 0, withoutReactions: 0, followersOnly: 0, tombstones: 0, pagesThatEnd: 0 };
  let next = 0;
  const worker = async () => {
    for (let question = questions[next++]; question; question = questions[next++]) {
      const answers = await Promise.all(servers.map((server) => ask(server, question, tokens)));
      answers.forEach((answer, i) => refuseDifference(question, servers[0]!, answers[0]!, servers[i]!, answer));
      cover(coverage, answers[0]!);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const missing = Object.entries(coverage).filter(([, count]) => count === 0).map(([what]) => what);
  if (missing.length > 0) throw new Error(`The answers agree, but they prove too little: no ${missing.join(', no ')} among them.`);
  return coverage;
}

async function ask(server: Server, { viewer, operation, variables }: Question, tokens: Tokens): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${server.port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.get(viewer.userId)!}` },
    body: JSON.stringify({ operationName: operation.name, query: operation.query, variables }),
  });
  return response.text();
}

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

function cover(coverage: Coverage, answer: string): void {
  const has = (text: string): number => (answer.includes(text) ? 1 : 0);
  coverage.answers += 1;
  coverage.hidden += /^{"data":{"(post|user)":null}}\s*$/.test(answer) ? 1 : 0;
  coverage.reactions += /"viewerReaction":"/.test(answer) ? 1 : 0;
  coverage.withoutReactions += answer.includes('"viewerReaction":null') && !/"viewerReaction":"/.test(answer) ? 1 : 0;
  coverage.followersOnly += has('"visibility":"FOLLOWERS"');
  coverage.tombstones += has('"isDeleted":true');
  coverage.pagesThatEnd += has('"hasNextPage":false');
}
