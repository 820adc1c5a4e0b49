import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { getDirectiveValues, getNamedType, isAbstractType, isObjectType, type GraphQLNamedType } from 'graphql';
import type { AccessPolicy } from '../../src/kernel/policy.js';
import { schema } from './calls.js';

interface Published {
  readonly fields: Readonly<Record<string, AccessPolicy>>;
  readonly types: Readonly<Record<string, AccessPolicy>>;
}

const published = JSON.parse(readFileSync(new URL('../../schema/policies.json', import.meta.url), 'utf8')) as Published;

/** What the schema itself says of a type, or of a field as in "Query.post", to who reads its directives. */
function directiveOf(name: string): object {
  const [typeName, fieldName] = name.split('.') as [string, string?];
  const type = schema.getType(typeName);
  const node = fieldName === undefined ? type?.astNode : isObjectType(type) ? type.getFields()[fieldName]?.astNode : undefined;
  const said = node && getDirectiveValues(schema.getDirective('auth')!, node);
  return said ? { requires: said['requires'], scope: said['scope'] ?? null, ownerOnly: said['ownerOnly'] ?? false, freshPassword: said['freshPassword'] ?? false } : { requires: 'nothing' };
}

/** All types that can be read from this one, itself included. */
function reachableFrom(start: GraphQLNamedType, found = new Set<string>()): Set<string> {
  if (found.has(start.name)) return found;
  found.add(start.name);
  const further = isAbstractType(start) ? schema.getPossibleTypes(start) : isObjectType(start) ? Object.values(start.getFields()).map((field) => getNamedType(field.type)) : [];
  for (const type of further) reachableFrom(type, found);
  return found;
}

const isPrivate = (policy: AccessPolicy | undefined): boolean => policy !== undefined && (policy.ownerOnly === true || policy.requires === 'MODERATOR' || policy.requires === 'ADMIN');
const privateTypes = Object.keys(published.types).filter((name) => isPrivate(published.types[name]));

describe('Z1: policies are published', () => {
  test('each is a sentence, and the schema says the same of who may', () => {
    for (const [name, { sentence, ...policy }] of Object.entries({ ...published.fields, ...published.types })) {
      expect({ name, sentence }).toEqual({ name, sentence: expect.stringMatching(/^[A-Z].{8,}\.$/) });
      const { requires, scope, ownerOnly = false, freshPassword = false } = policy;
      expect({ name, ...directiveOf(name) }).toEqual({ name, requires, scope, ownerOnly, freshPassword });
    }
  });

  test('what only its owner may do or listen to can be called by nobody who is not signed in', () => {
    const open = Object.entries(published.fields).filter(([, policy]) => policy.ownerOnly && policy.requires === 'ANYONE');
    expect(open.map(([name]) => name).filter((name) => !name.startsWith('Query.'))).toEqual([]);
  });

  test('no service token may touch how the account is signed in to', () => {
    const credentials = Object.keys(published.fields).filter((name) => /password|email|login|refreshToken|serviceToken|session|account|registerUser/i.test(name));
    expect(credentials.length).toBeGreaterThan(4);
    expect(credentials.filter((name) => published.fields[name]!.scope !== null)).toEqual([]);
  });
});

describe('Z5: from others there is no way to what is private', () => {
  test.each(['User', 'Post', 'Comment', 'Node', 'PostEvent', 'HomeFeedEvent'])('from %s', (name) => {
    const reached = reachableFrom(schema.getType(name)!);
    // A job is a node to whoever has asked for it, and null to everybody else: test/features/job-api.
    const own = name === 'Node' ? ['Job'] : [];
    expect(privateTypes.filter((type) => reached.has(type) && !own.includes(type))).toEqual([]);
  });

  test('nor is anything called like it outside of what is private, or of an answer to one\'s own mutation', () => {
    const telling = /email|password|token|ipAddress|^ip$|session|^role$|scopes|userAgent|device|suspen|birth|phone/i;
    const outside = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__') && !['Query', 'Mutation', 'Subscription'].includes(type.name) && !type.name.endsWith('Payload') && !privateTypes.includes(type.name));
    const named = outside.flatMap((type) => (isObjectType(type) ? Object.keys(type.getFields()).filter((field) => telling.test(field)).map((field) => `${type.name}.${field}`) : []));
    expect(privateTypes).toContain('Viewer');
    expect(named).toEqual([]);
  });
});
