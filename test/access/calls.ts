import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType, getNullableType, type GraphQLArgument, type GraphQLField, type GraphQLInputField, type GraphQLInputType, type GraphQLObjectType, isEnumType, isInputObjectType, isInterfaceType, isListType, isNonNullType, isObjectType, isUnionType } from 'graphql';
import { mintId } from '../../src/kernel/ids.js';
import { encodeCursor } from '../../src/kernel/page.js';
import { FIXTURES, type Fixture, type Noun, nounsOf, ONESELF } from './nouns.js';

export const schema = buildSchema(readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8'));

/** The password of everybody who calls what is their own. */
export const PASSWORD = 'four purple herons whistle';

/** A row that the schema asks for: a call, and what it names. */
export interface Call {
  readonly operation: 'query' | 'mutation' | 'subscription';
  readonly field: string;
  /** As in "addReaction(subjectId)"; where it stands in a table. */
  readonly call: string;
  readonly on: Fixture | typeof ONESELF;
  readonly noun: Noun | null;
  /** True where the fixture is no argument, but has to be met in what is answered. */
  readonly isFound: boolean;
  readonly query: string;
  /** The least variables with which the call says what it names; `postId` is the post of a comment that is named. */
  variables(named: string | null, postId: string | null): Record<string, unknown>;
}

type Field = GraphQLField<unknown, unknown>;

/** Where objects with fields of their own that take arguments are found by what names them. */
const ENTRIES: Readonly<Record<string, { readonly noun: Noun; readonly open: string }>> = {
  User: { noun: 'person', open: 'user(username: $entry)' },
  Post: { noun: 'post', open: 'node(id: $entry)' },
  Comment: { noun: 'comment', open: 'node(id: $entry)' },
};

/** Every call that the schema allows, with everything that it may name: what must have a row. */
export function allCalls(): Call[] {
  const roots = [['query', schema.getQueryType()], ['mutation', schema.getMutationType()], ['subscription', schema.getSubscriptionType()]] as const;
  const direct = roots.flatMap(([operation, root]) => Object.values(root!.getFields()).flatMap((field) => callsOfRoot(operation, field)));
  const below = Object.entries(ENTRIES).flatMap(([type, entry]) =>
    Object.values((schema.getType(type) as GraphQLObjectType).getFields())
      .filter((field) => field.args.length > 0)
      .flatMap((field) => FIXTURES[entry.noun].map((on) => callBelow(type, field, entry, on))),
  );
  return [...direct, ...below];
}

function callsOfRoot(operation: Call['operation'], field: Field): Call[] {
  const query = `${operation}${declared(field.args)} { ${field.name}${passed(field.args)} ${selection(field)} }`;
  const named = OWN_FIELDS.has(field.name) ? [] : field.args.flatMap((argument) => idsIn(argument, [argument.name]));
  const common = { operation, field: field.name, query };
  if (named.length === 0) {
    const variables = () => leastOf(field.args, null);
    if (!isListOf(field, 'Post')) return [{ ...common, call: field.name, on: ONESELF, noun: null, isFound: false, variables }];
    return FIXTURES.post.map((on) => ({ ...common, call: field.name, on, noun: 'post', isFound: true, variables }));
  }
  return named.flatMap((path) => {
    const name = path.filter((part) => typeof part === 'string').at(-1)!;
    return nounsOf(field.name, name).flatMap((noun) =>
      FIXTURES[noun].map((on) => ({
        ...common,
        call: `${field.name}(${name})`,
        on,
        noun,
        isFound: false,
        variables: (value: string | null, postId: string | null) => withValue(leastOf(field.args, postId), path, value) as Record<string, unknown>,
      })),
    );
  });
}

function callBelow(type: string, field: Field, { noun, open }: (typeof ENTRIES)[string], on: Fixture): Call {
  const query = `query ($entry: ${noun === 'person' ? 'String' : 'ID'}!) { ${open} { ... on ${type} { ${field.name} ${selection(field)} } } }`;
  return { operation: 'query', field: `${open.split('(')[0]}.${field.name}`, call: `${type}.${field.name}`, on, noun, isFound: false, query, variables: (entry) => ({ entry }) };
}

/** The paths of all ids in an argument, and of the username that stands for one. */
function idsIn({ name, type }: GraphQLArgument | GraphQLInputField, path: readonly (string | number)[]): (string | number)[][] {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return idsIn({ name, type: nullable.ofType as GraphQLInputType } as GraphQLInputField, [...path, 0]);
  if (isInputObjectType(nullable)) return Object.values(nullable.getFields()).flatMap((field) => idsIn(field, [...path, field.name]));
  const names = (nullable.toString() === 'ID' && !OWN_IDS.has(name)) || (name === 'username' && path.length === 1);
  return names ? [[...path]] : [];
}

/** Ids of what belongs to one person and is no noun of the matrix: nobody else has one to name. */
const OWN_IDS = new Set(['sessionId', 'tokenId']);

/** The same, where the argument is just called "id". */
const OWN_FIELDS = new Set(['job']);

/** What may be left out in form, and not in fact. */
const NEEDED = new Set(['text']);

/** Only what is required, with a value that is good for its type; posts that a call must name are the one given. */
function leastOf(fields: readonly (GraphQLArgument | GraphQLInputField)[], postId: string | null): Record<string, unknown> {
  const required = fields.filter((field) => (isNonNullType(field.type) && field.defaultValue === undefined) || NEEDED.has(field.name));
  return Object.fromEntries(required.map((field) => [field.name, leastFor(field, postId)]));
}

function leastFor({ name, type }: GraphQLArgument | GraphQLInputField, postId: string | null): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return isEnumType(getNullableType(nullable.ofType as GraphQLInputType)) ? [leastFor({ name, type: nullable.ofType as GraphQLInputType } as GraphQLInputField, postId)] : [];
  if (isInputObjectType(nullable)) return leastOf(Object.values(nullable.getFields()), postId);
  if (isEnumType(nullable)) return nullable.getValues()[0]!.name;
  switch (nullable.toString()) {
    case 'ID':
      return OWN_IDS.has(name) ? mintId() : (postId ?? mintId());
    case 'Int':
      return 1;
    case 'Boolean':
      return true;
    case 'Cursor':
      return encodeCursor('posts', mintId());
    case 'DateTime':
      return new Date(Date.now() + 3_600_000).toISOString();
    default:
      if (name === 'tag') return 'walk';
      if (/password/i.test(name)) return PASSWORD;
      return /email$/i.test(name) ? `${mintId()}@example.org` : `x${mintId().replaceAll('-', '').slice(-20)}`;
  }
}

const declared = (args: readonly GraphQLArgument[]): string => (args.length > 0 ? `(${args.map(({ name, type, defaultValue }) => `$${name}: ${typeOf(type, defaultValue)}`).join(', ')})` : '').replace(/: Int!/g, ': Int = 100');
/** What has a default need not be given. */
const typeOf = (type: GraphQLArgument['type'], defaultValue: unknown): string => (defaultValue !== undefined && type.toString() !== 'Int!' ? type.toString().replace(/!$/, '') : type.toString());
const passed = (args: readonly GraphQLArgument[]): string => (args.length > 0 ? `(${args.map(({ name }) => `${name}: $${name}`).join(', ')})` : '');

/** Enough to tell what was answered: what a list holds, why a mutation was refused. */
function selection({ type }: Field): string {
  const named = getNamedType(type);
  if (isObjectType(named)) {
    const fields = named.getFields();
    if (fields['userErrors']) return '{ __typename userErrors { code } }';
    const edges = fields['edges'] && (getNamedType(fields['edges'].type) as GraphQLObjectType).getFields();
    if (edges) return `{ edges { ${edges['node'] && isNode(getNamedType(edges['node'].type).name) ? 'node { __typename id }' : 'cursor'} } }`;
  }
  return isObjectType(named) || isInterfaceType(named) || isUnionType(named) ? '{ __typename }' : '';
}

const isNode = (name: string): boolean => (schema.getType(name) as GraphQLObjectType).getInterfaces().some((each) => each.name === 'Node');

function isListOf({ type }: Field, node: string): boolean {
  const edges = (getNamedType(type) as GraphQLObjectType).getFields?.()['edges'];
  const row = edges && (getNamedType(edges.type) as GraphQLObjectType).getFields()['node'];
  return row !== undefined && getNamedType(row.type).name === node;
}

function withValue(variables: unknown, [head, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (head === undefined) return value;
  if (typeof head === 'number') return [withValue(undefined, rest, value)];
  const known = (variables ?? {}) as Record<string, unknown>;
  return { ...known, [head]: withValue(known[head], rest, value) };
}
