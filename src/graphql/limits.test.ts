import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, GraphQLError, Lexer, type OperationDefinitionNode, parse, Source, TokenKind } from 'graphql';
import { checkCost, CostModel } from './cost.js';
import { checkNesting, checkShape, type Limits } from './limits.js';
import { checkVariables } from './variable-limits.js';

const LIMITS: Limits = { tokens: 1_000, depth: 4, aliases: 3, fields: 10, rows: 1_000, cost: 2_000 };
const costs = new CostModel(buildSchema('type Query { a: Int }'));

/** The limit or argument that a check refuses by; null where it lets pass. */
function refusedBy(check: () => void): unknown {
  try {
    check();
    return null;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    expect(error.extensions['code']).toBe('BAD_USER_INPUT');
    return error.extensions['limit'] ?? error.extensions['argument'];
  }
}

const shape = (source: string) => refusedBy(() => checkShape(parse(source), LIMITS));
const rows = (source: string, variables: Record<string, unknown> = {}) =>
  refusedBy(() => {
    const document = parse(source);
    checkCost(costs.costOf(document, document.definitions[0] as OperationDefinitionNode, variables), { ...LIMITS, cost: Infinity });
  });
const nesting = (source: string) => refusedBy(() => checkNesting(source));

test('brackets are counted where the parser would, not in strings and comments', () => {
  const deep = '{'.repeat(101);
  expect(nesting('{'.repeat(100))).toBeNull();
  for (const source of [deep, '['.repeat(101), '('.repeat(101), `"" ${deep}`, `"\\"" ${deep}`, `"""\\"""""" ${deep}`, `"x\n${deep}`, `# x\n${deep}`, '{}'.repeat(500) + deep]) expect({ source: source.slice(0, 12), by: nesting(source) }).toEqual({ source: source.slice(0, 12), by: 'nested brackets' });
  for (const source of [`"${deep}"`, `"\\"${deep}"`, `"""${deep}\n"${deep}"""`, `#${deep}`, '{}'.repeat(500), `"${deep}`]) expect({ source: source.slice(0, 12), by: nesting(source) }).toEqual({ source: source.slice(0, 12), by: null });
  expect(nesting('{'.repeat(5_000_000))).toBe('nested brackets');
});

test('a comment ends where a line ends, by either kind of line end', () => {
  expect(nesting(`#\r${'{'.repeat(101)}`)).toBe('nested brackets');
  expect(nesting(`"\r${'{'.repeat(101)}`)).toBe('nested brackets');
});

/** Whether the lexer of graphql-js comes to more than 100 open brackets; null where it can't read the text. */
function isDeepToTheLexer(source: string): boolean | null {
  try {
    const lexer = new Lexer(new Source(source));
    let open = 0;
    let most = 0;
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      if (/^[{[(]$/.test(token.kind)) most = Math.max(most, ++open);
      if (/^[}\])]$/.test(token.kind)) open--;
    }
    return most > 100;
  } catch {
    return null;
  }
}

test('the count is the one of the lexer, whatever quotes, escapes and comments stand before', () => {
  const pieces = fc.array(fc.constantFrom('"', '"""', '\\', '\\"""', '\n', '\r', '#', ' ', 'a', '{', '}', '{'.repeat(60), '}'.repeat(60)), { maxLength: 14 }).map((each) => each.join(''));
  let compared = 0;
  fc.assert(
    fc.property(pieces, fc.constantFrom('', '{'.repeat(101), ' """ """ {{'), (start, end) => {
      const deep = isDeepToTheLexer(start + end);
      if (deep === null) return;
      compared++;
      expect(nesting(start + end)).toBe(deep ? 'nested brackets' : null);
    }),
    { numRuns: 20_000 },
  );
  expect(compared).toBeGreaterThan(1_000);
});

test('depth counts fields through fragments', () => {
  expect(shape('{ a { b { c { d } } } }')).toBeNull();
  expect(shape('{ a { b { c { d { e } } } } }')).toBe('nested fields');
  expect(shape('{ a { ...F } } fragment F on T { b { ... on U { c { ... { d { e } } } } } }')).toBe('nested fields');
  expect(shape('{ a } fragment F on T { a { b { c { d { e } } } } }')).toBe('nested fields');
});

test('aliases, fields and directives count as often as they are spread, in every definition', () => {
  expect(shape('{ a: x b: x c: x }')).toBeNull();
  expect(shape('{ a: x b: x c: x d: x }')).toBe('aliases');
  expect(shape('{ ...F k { ...F } } fragment F on T { a: x b: x }')).toBe('aliases');
  expect(shape(`{ ${'a '.repeat(11)} }`)).toBe('fields');
  expect(shape(`{ a } fragment F on T { ${'a '.repeat(11)} }`)).toBe('fields');
  expect(shape(`{ a ${'@x '.repeat(51)} }`)).toBe('directives');
  expect(shape(`query ${'@x '.repeat(51)} { a }`)).toBe('directives');
  expect(shape(`query (${Array.from({ length: 51 }, (_, i) => `$v${i}: Int @x`).join(' ')}) { a }`)).toBe('directives');
  expect(shape(`fragment F on T ${'@x '.repeat(51)} { a }`)).toBe('directives');
});

test('spreads that double and spreads in circles are measured in no time', () => {
  const bomb = `{ ...F0 } ${Array.from({ length: 100 }, (_, i) => `fragment F${i} on T { ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F100 on T { a }`;
  expect(shape(bomb)).toBe('fields');
  expect(shape('{ ...F } fragment F on T { a ...G } fragment G on T { b ...F }')).toBeNull();
  expect(rows(bomb)).toBeNull();
  expect(rows('{ ...F } fragment F on T { a(first: 2) { ...F } }')).toBeNull();
});

test('page sizes multiply downwards and add up sideways', () => {
  expect(rows('{ a(first: 10) { edges { node { b(first: 99) { edges { cursor } } } } } }')).toBeNull();
  expect(rows('{ a(first: 10) { edges { node { b(first: 100) { edges { cursor } } } } } }')).toBe('rows');
  expect(rows('{ a(first: 10) { edges { node { b(first: 60) { edges { x } } c: b(last: 60) { edges { x } } } } } }')).toBe('rows');
});

test('a list without a size counts the default, also where fragments hide that it is one', () => {
  const inner = (set: string) => `{ a(first: 50) { edges { node { b ${set} } } } }`;
  expect(rows(inner('{ x }'))).toBeNull();
  for (const set of ['{ edges { x } }', '{ pageInfo { x } }', '{ ... { edges { x } } }', '{ ... on T { ... { pageInfo { x } } } }']) expect({ set, by: rows(inner(set)) }).toEqual({ set, by: 'rows' });
  expect(rows(`${inner('{ ...F }')} fragment F on T { ...G } fragment G on T { edges { x } }`)).toBe('rows');
});

test('lists of ids multiply what is asked of each', () => {
  const query = '($ids: [ID!]!) { nodes(ids: $ids) { a(first: 100) { edges { x } } } }';
  expect(rows(`query ${query}`, { ids: Array(9).fill('x') })).toBeNull();
  expect(rows(`query ${query}`, { ids: Array(10).fill('x') })).toBe('rows');
  expect(rows(`{ nodes(ids: [${'"x" '.repeat(10)}]) { a(first: 100) { edges { x } } } }`)).toBe('rows');
  expect(rows(`query ($ids: [ID!]! = [${'"x" '.repeat(10)}]) { nodes(ids: $ids) { a(first: 100) { edges { x } } } }`)).toBe('rows');
});

test('a size that no list gives is refused by its argument, from wherever it comes', () => {
  for (const size of [0, -1, 101, 2_000_000_000]) {
    expect(rows(`{ a(first: ${size}) { edges { x } } }`)).toBe('first');
    expect(rows(`{ a(last: ${size}) { x } }`)).toBe('last');
    expect(rows('query ($n: Int) { a(first: $n) { edges { x } } }', { n: size })).toBe('first');
    expect(rows(`query ($n: Int = ${size}) { a(first: $n) { edges { x } } }`)).toBe('first');
  }
  for (const n of [Number.NaN, Infinity, 1e308]) expect(rows('query ($n: Int) { a(first: $n) { edges { x } } }', { n })).toBe('first');
  for (const n of [null, 'x', {}, [1], undefined]) expect(rows('query ($n: Int) { a(first: $n) { edges { x } } }', { n })).toBeNull();
  expect(rows('query ($toString: Int, $constructor: [Int]) { a(first: $toString) { edges { x } } b(ids: $constructor) { x } }')).toBeNull();
});

test('variables are bounded in number and in levels, without recursion', () => {
  const nested = (levels: number) => Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 1);
  const check = (variables: Record<string, unknown>) => refusedBy(() => checkVariables(variables));
  expect(check({})).toBeNull();
  expect(check({ a: nested(10), b: { c: [{ d: null }] } })).toBeNull();
  expect(check({ a: nested(11) })).toBe('levels in its variables');
  expect(check({ a: nested(200_000) })).toBe('levels in its variables');
  expect(check({ ids: Array(999).fill('x') })).toBeNull();
  expect(check({ ids: Array(1_000).fill('x') })).toBe('values in its variables');
  expect(check({ a: Array(40).fill(Array(40).fill({ b: 1 })) })).toBe('values in its variables');
});
