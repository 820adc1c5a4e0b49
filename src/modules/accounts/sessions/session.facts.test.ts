import { expect, test } from '@jest/globals';
import { factsOf, type SessionRow } from './session.facts.js';

const expiresAt = new Date('2026-01-01T00:00:00Z');
const service: SessionRow = { expiresAt, kind: 'SERVICE', scopes: ['READ', 'MODERATE'], accountRole: 'USER' };

test('a person has the role of the account, and no scope limits them', () => {
  expect(factsOf({ expiresAt, kind: 'PERSON', scopes: null, accountRole: 'ADMIN' })).toEqual({ expiresAt, role: 'ADMIN' });
});

test('a machine is a SERVICE with its scopes, whoever owns it; MODERATE counts only while the owner is a moderator', () => {
  expect(factsOf(service)).toEqual({ expiresAt, role: 'SERVICE', scopes: new Set(['READ']) });
  expect(factsOf({ ...service, accountRole: 'MODERATOR' })).toEqual({ expiresAt, role: 'SERVICE', scopes: new Set(['READ', 'MODERATE']) });
});
