import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { getNamedType, isAbstractType, isObjectType, type GraphQLNamedType } from 'graphql';
import type { AccessPolicy } from '../../src/kernel/policy.js';
import { schema } from './calls.js';

interface Published {
  readonly fields: Readonly<Record<string, AccessPolicy>>;
  readonly types: Readonly<Record<string, AccessPolicy>>;
}

const published = JSON.parse(readFileSync(new URL('../../schema/policies.json', import.meta.url), 'utf8')) as Published;

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
    const sdl = readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8');
    for (const [name, { sentence, requires }] of Object.entries({ ...published.fields, ...published.types })) {
      expect({ name, sentence }).toEqual({ name, sentence: expect.stringMatching(/^[A-Z].{8,}\.$/) });
      const directive = name.includes('.') ? null : new RegExp(`^type ${name}\\b[^{]*@auth\\(requires: ${requires}`, 'm');
      if (directive) expect(sdl).toMatch(directive);
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
