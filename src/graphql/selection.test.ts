import { expect, test } from '@jest/globals';
import { buildSchema, type DocumentNode, execute, type GraphQLResolveInfo, parse } from 'graphql';
import type { Selection } from '../kernel/look-ahead.js';
import { nodesOf, selectionOf } from './selection.js';

const schema = buildSchema(`
  interface Node { id: ID! }
  type Query { post: Post  node: Node }
  type Post implements Node { id: ID!  text: String  author: User  comments(first: Int! = 20, after: String): Comments }
  type Comments { edges: [Edge] }
  type Edge { node: Comment }
  type Comment { id: ID!  author: User }
  type User implements Node { id: ID!  name: String }
`);

/** The selection below \`post\` (or \`node\`), as its resolver sees it; `read` looks at it while it runs. */
const look = <T>(query: string, read: (selection: Selection) => T, variableValues: Record<string, unknown> = {}): Promise<T> => lookAt(parse(query), read, variableValues);

async function lookAt<T>(document: DocumentNode, read: (selection: Selection) => T, variableValues: Record<string, unknown>): Promise<T> {
  let seen: { readonly value: T } | null = null;
  const resolve = (_args: unknown, _context: unknown, info: GraphQLResolveInfo) => {
    seen = { value: read(selectionOf(info)) };
    return null;
  };
  await execute({ schema, document, variableValues, rootValue: { post: resolve, node: resolve } });
  if (!seen) throw new Error('The resolver did not run.');
  return (seen as { readonly value: T }).value;
}

test('fields are found through fragments; what is skipped is not asked for', async () => {
  const query = `query ($no: Boolean = false) { post { ...F ... { author { id } } text @include(if: $no) } } fragment F on Post { id @skip(if: true) comments { edges { node { id } } } }`;
  expect(await look(query, (post) => ['id', 'text', 'author', 'comments'].map((field) => post.has(field)))).toEqual([false, false, true, true]);
  expect(await look(query, (post) => nodesOf(post.only('comments')!.selection)?.has('id'))).toBe(true);
  expect(await look('{ post { id ... @skip(if: true) { text } ...F @include(if: false) } } fragment F on Post { author { id } }', (post) => [post.has('text'), post.has('author')])).toEqual([false, false]);
});

test('arguments come as the field will get them: literals, variables, defaults', async () => {
  const args = (post: Selection) => post.all('comments').map((each) => each.args);
  expect(await look('{ post { comments { edges { node { id } } } } }', args)).toEqual([{ first: 20 }]);
  expect(await look('query ($n: Int!) { post { comments(first: $n, after: "x") { edges { node { id } } } } }', args, { n: 3 })).toEqual([{ first: 3, after: 'x' }]);
});

test('aliases stand side by side, the same name is one field with all that is asked of it', async () => {
  const query = '{ post { a: comments(first: 1) { edges { node { id } } } b: comments(first: 2) { edges { node { id } } } author { id } author { name } } }';
  expect(await look(query, (post) => [post.all('comments').length, post.only('comments'), post.all('author').length])).toEqual([2, null, 1]);
  expect(await look(query, (post) => ['id', 'name'].map((field) => post.only('author')!.selection.has(field)))).toEqual([true, true]);
});

test('fragments on every type are read', async () => {
  expect(await look('{ node { id ... on Post { text author { id } } ... on User { name } } }', (node) => ['text', 'author', 'name', 'id'].map((field) => node.has(field)))).toEqual([true, true, true, true]);
});

test('a field whose arguments can not be read is left to itself: it will say so in its own place', async () => {
  expect(await look('query ($n: Int) { post { id comments(first: $n) { edges { node { id } } } } }', (post) => [post.has('id'), post.has('comments')], { n: null })).toEqual([true, false]);
});

test('what variables decide is decided anew for each request of a document, and what they do not is read once', async () => {
  const varying = parse('query ($n: Int!, $with: Boolean!) { post { comments(first: $n) { edges { node { id } } } ...F } } fragment F on Post { text @include(if: $with) }');
  const read = (post: Selection) => [post.all('comments')[0]!.args['first'], post.has('text')];
  expect(await lookAt(varying, read, { n: 3, with: true })).toEqual([3, true]);
  expect(await lookAt(varying, read, { n: 4, with: false })).toEqual([4, false]);
  const fixed = parse('query ($unused: Int) { post { comments(first: 5) { edges { node { id } } } } }');
  expect(await lookAt(fixed, (post) => post, { unused: 1 })).toBe(await lookAt(fixed, (post) => post, { unused: 2 }));
});
