import { expect, test } from '@jest/globals';
import { GraphQLError, Source } from 'graphql';
import { badInput, conflict, notFound, rateLimited } from '../kernel/errors.js';
import { answerError, type ErrorPolicy, httpStatusOf } from './errors.js';

const AWAY = new Error('connect ECONNREFUSED 127.0.0.1:5432');
const reported: unknown[][] = [];
const policy: ErrorPolicy = { isStoreAway: (error) => error === AWAY, report: (...what) => reported.push(what) };
const answer = (error: unknown) => answerError(error, policy);
const thrown = (cause: unknown, path = ['post', 'text']) => new GraphQLError((cause as Error).message, { path, originalError: cause as Error });

test('what we said ourselves stands, with its details and its place', () => {
  expect(answer(thrown(notFound()))).toEqual({ message: 'Not found.', path: ['post', 'text'], extensions: { code: 'NOT_FOUND' } });
  expect(answer(badInput('input.after', 'No cursor.'))).toEqual({ message: 'No cursor.', extensions: { code: 'BAD_USER_INPUT', argument: 'input.after' } });
  expect(answer(thrown(conflict('STALE_VERSION', 'Stale.'), [])).extensions).toEqual({ code: 'CONFLICT', reason: 'STALE_VERSION' });
});

test('T3: a store that is away is away, in no store\'s words', () => {
  expect(answer(thrown(AWAY, []))).toEqual({ message: expect.not.stringContaining('ECONNREFUSED'), path: [], extensions: { code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 1 } });
});

test('T3: a surprise is masked, whatever it is, and its id is in the report', () => {
  reported.length = 0;
  for (const surprise of [new TypeError('x is not a function'), 'a text', null, undefined, 5, { message: 'pg_catalog' }, thrown(new RangeError('Maximum call stack size exceeded')), thrown(new GraphQLError('Cannot return null for non-nullable field Post.id.'))]) {
    const { message, extensions } = answer(surprise);
    expect([message, extensions?.['code']]).toEqual(['Internal server error.', 'INTERNAL_SERVER_ERROR']);
    expect(reported.at(-1)?.[0]).toBe(extensions?.['errorId']);
  }
  expect(reported).toHaveLength(8);
});

test('what graphql-js says of a request is the client\'s to mend; only public details go along', () => {
  expect(answer(new GraphQLError('Variable "$n" got invalid value 5')).extensions).toEqual({ code: 'BAD_USER_INPUT' });
  expect(answer(new GraphQLError('Too many errors processing variables, error limit reached. Execution aborted.')).extensions).toEqual({ code: 'BAD_USER_INPUT' });
  expect(answer(new GraphQLError('Argument "first" of non-null type "Int!" must not be null.', { path: ['publicFeed'] })).extensions).toEqual({ code: 'BAD_USER_INPUT' });
  expect(answer(new GraphQLError('Nope', { extensions: { code: 'BAD_USER_INPUT', argument: 'first', stacktrace: ['at x'] } })).extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'first' });
  expect(answer(new GraphQLError('provided sha does not match query')).extensions).toEqual({ code: 'BAD_USER_INPUT' });
});

test('a message repeats no more than 500 characters of what it was given, and ten places', () => {
  const source = new Source('a '.repeat(50));
  const long = answer(new GraphQLError(`Variable "$x" got invalid value "${'\u{1f600}'.repeat(100_000)}"`, { source, positions: Array.from({ length: 40 }, (_, i) => 2 * i) }));
  expect(long.message.length).toBeLessThanOrEqual(502);
  expect(long.message.isWellFormed()).toBe(true);
  expect(long.locations).toHaveLength(10);
});

test('the status of an answer without data follows its gravest error', () => {
  const status = (...codes: string[]) => httpStatusOf(codes.map((code) => ({ message: '', extensions: { code } })));
  expect([status('BAD_USER_INPUT'), status('GRAPHQL_VALIDATION_FAILED'), status('NOT_FOUND'), status('RATE_LIMITED')]).toEqual([400, 400, 200, 429]);
  expect([status('NOT_FOUND', 'SERVICE_UNAVAILABLE'), status('BAD_USER_INPUT', 'INTERNAL_SERVER_ERROR')]).toEqual([503, 500]);
  expect(answer(rateLimited(7)).extensions).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds: 7 });
});
