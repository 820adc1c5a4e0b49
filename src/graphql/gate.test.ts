import { describe, expect, test } from '@jest/globals';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import type { AccessPolicy, Scope } from '../kernel/policy.js';
import { ANONYMOUS, type Role, type Viewer } from '../kernel/viewer.js';
import { checkCall, guard, policiesOf } from './gate.js';
import { POLICY_EXTENSION } from './policy.js';

const policy = (requires: AccessPolicy['requires'], scope: Scope | null = null): AccessPolicy => ({ sentence: '', requires, scope });
const person = (role?: Role, scopes?: Scope[]): Viewer => ({ userId: 'u', sessionId: 's', ...(role && { role }), ...(scopes && { scopes: new Set(scopes) }) });
const service = (...scopes: Scope[]): Viewer => person('SERVICE', scopes);

/** The code and the reason of the refusal; null where the call may be made. */
function refusal(asked: AccessPolicy, viewer: Viewer): string | null {
  try {
    checkCall(asked, viewer);
    return null;
  } catch (error) {
    const { code, details } = error as { code: string; details: { reason?: string } };
    return [code, details.reason].filter(Boolean).join(' ');
  }
}

const allowed = { extensions: { [POLICY_EXTENSION]: policy('ANYONE') } };
const schemaOf = (field: object, type: object) =>
  new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: { thing: { type: new GraphQLObjectType({ name: 'Thing', fields: { name: { type: GraphQLString } }, ...type }), ...field } },
    }),
  });

describe('Z1: default deny', () => {
  test('a root field or an object type without a policy is no schema to serve, and is named', () => {
    expect(() => guard(schemaOf({}, allowed))).toThrow('Query.thing has no policy');
    expect(() => guard(schemaOf(allowed, {}))).toThrow('Thing has no policy');
    expect(() => guard(schemaOf({}, {}))).toThrow('Query.thing, Thing have no policy');
    expect([...policiesOf(guard(schemaOf(allowed, allowed))).keys()]).toEqual(['Query.thing', 'Thing']);
  });

  test('the gate of a field stands before its stream and before each of its events', () => {
    const told: string[] = [];
    const signedIn = { extensions: { [POLICY_EXTENSION]: policy('SIGNED_IN') } };
    const schema = guard(schemaOf({ ...signedIn, resolve: () => told.push('resolve'), subscribe: () => told.push('subscribe') }, allowed));
    const { resolve, subscribe } = schema.getQueryType()!.getFields()['thing']!;
    for (const run of [resolve!, subscribe!]) expect(() => run({}, {}, { viewer: ANONYMOUS }, {} as never)).toThrow('Sign in to do this.');
    expect(told).toEqual([]);
    for (const run of [resolve!, subscribe!]) void run({}, {}, { viewer: person() }, {} as never);
    expect(told).toEqual(['resolve', 'subscribe']);
  });
});

describe('Z1: who may call a field at all', () => {
  test.each([
    ['ANYONE', null, null, null, null, null],
    ['SIGNED_IN', 'UNAUTHENTICATED', null, null, null, null],
    ['MODERATOR', 'UNAUTHENTICATED', 'FORBIDDEN ROLE_NEEDED', 'FORBIDDEN ROLE_NEEDED', null, null],
    ['ADMIN', 'UNAUTHENTICATED', 'FORBIDDEN ROLE_NEEDED', 'FORBIDDEN ROLE_NEEDED', 'FORBIDDEN ROLE_NEEDED', null],
  ] as const)('%s: nobody, somebody, a user, a moderator, an admin', (requires, ...expected) => {
    const viewers = [ANONYMOUS, person(), person('USER'), person('MODERATOR'), person('ADMIN')];
    expect(viewers.map((viewer) => refusal(policy(requires), viewer))).toEqual(expected);
  });

  test('Z8: a service token needs the scope, and where there is none it may not at all', () => {
    expect(refusal(policy('SIGNED_IN', 'READ'), service('READ'))).toBeNull();
    expect(refusal(policy('ANYONE', 'READ'), service('WRITE_POSTS'))).toBe('FORBIDDEN SCOPE_NEEDED');
    expect(refusal(policy('SIGNED_IN', 'READ'), service())).toBe('FORBIDDEN SCOPE_NEEDED');
    expect(refusal(policy('ANYONE'), service('READ', 'WRITE_POSTS', 'WRITE_PROFILE', 'WRITE_RELATIONSHIPS', 'MODERATE'))).toBe('FORBIDDEN SCOPE_NEEDED');
    expect(refusal(policy('MODERATOR', 'MODERATE'), service('MODERATE'))).toBeNull();
    expect(refusal(policy('MODERATOR', 'READ'), service('READ'))).toBe('FORBIDDEN ROLE_NEEDED');
    expect(refusal(policy('ADMIN', 'READ'), service('READ', 'MODERATE'))).toBe('FORBIDDEN ROLE_NEEDED');
  });
});
