/** Something that must be refused before any resolver runs. */
export interface Attack {
  readonly name: string;
  readonly query: string;
  readonly variables?: unknown;
  /** What the answer must name: the limit, the argument, or what is wrong. */
  readonly names: RegExp;
}

const times = (count: number, part: string | ((index: number) => string), glue = ' ') =>
  Array.from({ length: count }, (_, i) => (typeof part === 'string' ? part : part(i))).join(glue);

const nested = (levels: number) => `{ user(username: "x") { ${times(levels, 'posts { edges { node { author {')} id ${times(levels, '} } } }')} } }`;
const introspection = (levels: number) => `{ __schema { types { ${times(levels, 'fields { type {')} name ${times(levels, '} }')} } } }`;
const IDS = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
const PAGE = 'query ($n: Int!) { publicFeed(first: $n) { edges { cursor } } }';

const brackets: readonly Attack[] = [
  ['braces', '{'.repeat(20_000)],
  ['braces with names', '{a'.repeat(20_000)],
  ['lists', `{ nodes(ids: ${'['.repeat(20_000)}`],
  ['lists that are closed', `{ nodes(ids: ${'['.repeat(20_000)}${']'.repeat(20_000)}) { id } }`],
  ['parentheses', `{ a${'('.repeat(20_000)}`],
  ['objects', `mutation { createPost(input: ${'{a:'.repeat(20_000)}`],
  ['list types', `query ($a: ${'['.repeat(20_000)}`],
  ['all kinds', '{[('.repeat(7_000)],
  ['after a comment', `# {{{ \n${'{'.repeat(20_000)}`],
  ['after a string', `{ user(username: "\\"{") ${'{'.repeat(20_000)}`],
  ['after a block string', `{ user(username: """\\"""{ " """) ${'{'.repeat(20_000)}`],
  ['after a string that has no end', `{ user(username: "\n${'{'.repeat(20_000)}`],
  ['after a carriage return', `# comment\r${'{'.repeat(20_000)}`],
].map(([name, query]) => ({ name: `20,000 open brackets: ${name}`, query: query!, names: /nested brackets|Syntax Error/ }));

/** Static attacks: too deep, too wide, too long, or turning in circles. */
export const ATTACKS: readonly Attack[] = [
  ...brackets,
  { name: 'depth 200', query: nested(50), names: /nested (brackets|fields)/ },
  { name: 'depth 50', query: nested(12), names: /nested fields/ },
  { name: 'depth by fragments', query: `{ viewer { user { ...F0 } } } ${times(20, (i) => `fragment F${i} on User { posts { edges { node { author { ...F${i + 1} } } } } }`)} fragment F20 on User { id }`, names: /nested fields/ },
  { name: 'depth in a fragment that is never used', query: `{ viewer { email } } fragment F on Query ${nested(12)}`, names: /nested fields/ },
  { name: 'a thousand aliases', query: `{ ${times(1_000, (i) => `a${i}: __typename`)} }`, names: /aliases|tokens/ },
  { name: '31 aliases', query: `{ ${times(31, (i) => `a${i}: viewer { email }`)} }`, names: /aliases/ },
  { name: 'aliases by fragments', query: `{ ${times(10, (i) => `...F${i}`)} } ${times(10, (i) => `fragment F${i} on Query { ${times(4, (k) => `a${i}_${k}: __typename`)} }`)}`, names: /aliases/ },
  { name: '100 sign-ins in one request', query: `mutation { ${times(100, (i) => `a${i}: login(input: {usernameOrEmail: "x", password: "${i}"}) { accessToken }`)} }`, names: /aliases/ },
  { name: '1,000 duplicate fields', query: `{ ${times(1_000, '__typename')} }`, names: /fields/ },
  { name: '1,000 duplicate fields in a fragment that is never used', query: `{ viewer { email } } fragment F on User { ${times(1_000, 'id')} }`, names: /fields/ },
  { name: 'duplicate fields with fields in them', query: `{ user(username: "x") { ${times(240, 'posts { edges { cursor } }')} } }`, names: /fields/ },
  { name: '400 directives', query: `{ __typename ${times(400, '@skip(if: false)')} }`, names: /directives|tokens/ },
  { name: '400 directives that do not exist', query: `{ __typename ${times(400, '@x')} }`, names: /directives/ },
  { name: '400 directives on the operation', query: `query ${times(400, '@x')} { __typename }`, names: /directives/ },
  { name: '400 directives on variables', query: `query (${times(200, (i) => `$v${i}: Int @x @y`)}) { __typename }`, names: /directives/ },
  { name: 'a fragment in itself', query: '{ viewer { user { ...F } } } fragment F on User { id ...F }', names: /within itself/ },
  { name: 'fragments in a circle', query: `{ ...F0 } ${times(60, (i) => `fragment F${i} on Query { __typename ...F${(i + 1) % 60} }`)}`, names: /within itself/ },
  { name: 'fragments in a circle, by fields', query: '{ viewer { user { ...A } } } fragment A on User { posts { edges { node { ...B } } } } fragment B on Post { author { ...A } }', names: /within itself/ },
  { name: 'a fragment bomb', query: `{ ...F0 } ${times(60, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F60 on Query { __typename }`, names: /fields/ },
  { name: 'a fragment bomb of lists', query: `{ publicFeed(first: 2) { ...F0 } } ${times(4, (i) => `fragment F${i} on PostConnection { edges { node { author { a: posts(first: 50) { ...F${i + 1} } b: posts(first: 50) { ...F${i + 1} } } } } }`)} fragment F4 on PostConnection { edges { cursor } }`, names: /rows|nested fields/ },
  { name: 'an introspection loop', query: introspection(20), names: /nested (brackets|fields)/ },
  { name: 'an introspection loop that is just shallow enough', query: '{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }', names: /Maximum introspection depth/ },
  { name: 'fields called like introspection', query: '{ __schemas { types } __typenames }', names: /Cannot query field/ },
  { name: 'pages in pages', query: '{ publicFeed(first: 100) { edges { node { comments(first: 100) { edges { node { replies(first: 100) { edges { cursor } } } } } } } } }', names: /rows/ },
  { name: 'pages in pages, behind fragments', query: '{ publicFeed(first: 100) { ...A } } fragment A on PostConnection { edges { node { comments { ...B } } } } fragment B on CommentConnection { ... { edges { node { replies { ...C } } } } } fragment C on CommentConnection { edges { cursor } }', names: /rows/ },
  { name: 'pages of a hundred ids', query: `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on User { posts(first: 100) { edges { node { comments(first: 100) { edges { cursor } } } } } } } }`, variables: { ids: Array(100).fill('x') }, names: /rows/ },
  { name: 'pages of ids in the text', query: `{ nodes(ids: [${times(50, '"x"', ',')}]) { ... on User { followers(first: 100) { edges { node { posts(first: 10) { edges { cursor } } } } } } } }`, names: /rows/ },
  ...[0, -1, 101, 1_000_000, 1_000_000_000].flatMap((size) => [
    { name: `first: ${size}`, query: `{ publicFeed(first: ${size}) { edges { cursor } } }`, names: /"argument":"first"/ },
    { name: `$first: ${size}`, query: PAGE, variables: { n: size }, names: /"argument":"first"/ },
    { name: `last: ${size}`, query: `{ user(username: "x") { followers(last: ${size}) { edges { cursor } } } }`, names: /"argument":"last"/ },
  ]),
  { name: 'first: 1e9', query: '{ publicFeed(first: 1e9) { edges { cursor } } }', names: /Int cannot represent/ },
  { name: '$first by default', query: 'query ($n: Int! = 1000) { publicFeed(first: $n) { edges { cursor } } }', names: /"argument":"first"/ },
  { name: '$first as a text', query: PAGE, variables: { n: '5' }, names: /\$n.*Int cannot represent/ },
  { name: '$first is 2^40', query: 'query ($n: Int!) { user(username: "x") { postCount } publicFeed(first: $n) { edges { cursor } } }', variables: { n: 2 ** 40 }, names: /first/ },
  { name: '2,001 tokens', query: `{ ${'__typename '.repeat(2_000)} }`, names: /tokens/ },
  { name: 'a thousand operations', query: times(1_000, (i) => `query Q${i} { __typename }`), names: /tokens|operation name/ },
  { name: '60,000 entries that are no ids', query: IDS, variables: { ids: Array(20_000).fill({}) }, names: /values in its variables/ },
  { name: '10,000 ids', query: IDS, variables: { ids: Array(10_000).fill('x') }, names: /values in its variables/ },
  { name: '5,000 variables', query: '{ viewer { email } }', variables: Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`v${i}`, i])), names: /values in its variables/ },
  { name: '999 wrong ids', query: IDS, variables: { ids: Array(998).fill({}) }, names: /\$ids.*Too many errors/ },
  { name: 'nothing', query: '', names: /Syntax Error|must not be empty|query/i },
  { name: 'blanks', query: ' \n\t ', names: /Syntax Error/ },
  { name: 'a comment', query: '# nothing', names: /Syntax Error/ },
  { name: 'a NUL', query: '{ viewer\0 { email } }', names: /Syntax Error/ },
  { name: 'a lone surrogate', query: '{ user(username: "\ud800") { id } }', names: /Syntax Error/ },
  { name: 'an escaped lone surrogate', query: '{ user(username: "\\ud800") { id } }', names: /Syntax Error/ },
  { name: 'a fragment alone', query: 'fragment F on Query { __typename }', names: /never used|operation/ },
  { name: 'a type', query: 'type Query { a: Int } { viewer { email } }', names: /not executable/ },
  { name: 'a name of 60,000 letters', query: `{ ${'a'.repeat(60_000)} }`, names: /Cannot query field/ },
];

/** The same for variables whose text is too deep to be made by `JSON.stringify`. */
export const DEEP_VARIABLES: readonly { readonly name: string; readonly query: string; readonly variables: string }[] = [
  ['lists', IDS, '[', ']'],
  ['objects', IDS, '{"a":', '}'],
  ['lists that nothing uses', '{ viewer { email } }', '[', ']'],
].map(([name, query, open, close]) => ({
  name: `variables of 9,000 levels: ${name}`,
  query: query!,
  variables: `{"ids":${open!.repeat(9_000)}${name === 'objects' ? '1' : ''}${close!.repeat(9_000)}}`,
}));
