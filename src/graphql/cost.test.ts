import { expect, test } from '@jest/globals';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { CostModel } from './cost.js';

const costs = new CostModel(buildSchema('type Query { a: Int } input SignIn { name: String password: String } input Words { text: String } type Mutation { login(input: SignIn): Int say(input: Words): Int }'));
const points = (source: string, variables: Record<string, unknown> = {}) => {
  const document = parse(source);
  return costs.costOf(document, getOperationAST(document)!, variables).points;
};

test('L2: objects cost a point however many rows they stand in, pages one for each row that holds them, and ten rows one', () => {
  expect(points('{ a { b } }')).toBe(2 + 1);
  expect(points('{ a(first: 50) { edges { node { id author { name } } } } }')).toBe(2 + 1 + 1 + 5);
  expect(points('{ a(first: 50) { edges { node { comments(first: 2) { edges { node { id } } } } } } }')).toBe(2 + 1 + 50 + 15);
  expect(points('{ a(first: 10) { edges { node { b(first: 10) { edges { node { c(first: 1) { edges { cursor } } } } } } } } }')).toBe(2 + 1 + 10 + 100 + 21);
  expect(points('{ a { viewerReaction commentCount text } }')).toBe(2 + 1 + 2);
});

test('L2: mutations are dearer, and those that hash a password much dearer, each alias for itself', () => {
  expect(points('mutation { say }')).toBe(2 + 10);
  expect(points('mutation { login }')).toBe(2 + 50);
  expect(points(`mutation { ${Array.from({ length: 20 }, (_, i) => `a${i}: login`).join(' ')} ...F } fragment F on Mutation { ... { say } }`)).toBe(2 + 1_010);
});

test('L2: variables and their defaults count as what they stand for', () => {
  const query = 'query ($n: Int = 30, $ids: [ID!]!, $id: ID) { a(first: $n) { edges { node { b(first: 10) { edges { x } } } } } nodes(ids: $ids) { c(first: 10) { edges { x } } } d(id: $id) { x } }';
  expect(points(query, { ids: ['x'] })).toBe(2 + 1 + 30 + 1 + 1 + 1 + Math.ceil((330 + 11) / 10));
  expect(points(query, { n: 100, ids: Array(50).fill('x') })).toBe(2 + 1 + 100 + 1 + 50 + 1 + (1_100 + 550) / 10);
});
