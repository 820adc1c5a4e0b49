import { getNamedType, getNullableType, type GraphQLArgument, type GraphQLInputType, GraphQLNonNull, type GraphQLOutputType, type GraphQLSchema, isInputObjectType, isInterfaceType, isListType, isObjectType } from 'graphql';

/** Something that a client may put a value into: an argument of an operation, or a field anywhere in its inputs. */
export interface Place {
  /** As in "createPost.input.media.0.name". */
  readonly name: string;
  readonly operation: 'query' | 'mutation' | 'subscription';
  /** The field of the root type; or, for arguments further down, the path of fields that leads there. */
  readonly field: string;
  /** A document that takes the arguments as variables. */
  readonly query: string;
  readonly path: readonly (string | number)[];
  readonly type: GraphQLInputType;
  /** As in "String", "ID" or "MediaInput". */
  readonly typeName: string;
  readonly isList: boolean;
}

/** How to come to an object that has fields with arguments: the query's beginning and its variable. */
export interface Entry {
  readonly type: string;
  readonly field: string;
  /** The argument that names the object, and its type; neither where the field needs none. */
  readonly argument?: string;
  readonly variable?: string;
}

/** Every place of a schema that takes a value, whether or not anybody thought of it. Throws at a type that no entry leads to. */
export function placesOf(schema: GraphQLSchema, entries: readonly Entry[]): Place[] {
  const places: Place[] = [];
  for (const operation of ['query', 'mutation', 'subscription'] as const) {
    const root = { query: schema.getQueryType(), mutation: schema.getMutationType(), subscription: schema.getSubscriptionType() }[operation];
    for (const field of Object.values(root!.getFields())) {
      const query = `${operation}${declared(field.args)} { ${field.name}${passed(field.args)} ${selection(field.type)} }`;
      for (const argument of field.args) walk(argument.type, [argument.name], (at) => places.push({ name: `${field.name}.${at.path.join('.')}`, operation, field: field.name, query, ...at }));
    }
  }
  const reached = new Map(entries.map((entry) => [entry.type, entry]));
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__') || type === schema.getQueryType() || type === schema.getMutationType() || type === schema.getSubscriptionType()) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.args.length === 0) continue;
      const entry = reached.get(type.name);
      if (!entry) throw new Error(`Nothing leads to ${type.name}.${field.name}: give the walk an entry for it.`);
      const inner = `${field.name}${passed(field.args)} ${selection(field.type)}`;
      const [variables, named] = entry.argument ? [[`$entry: ${entry.variable}`], `(${entry.argument}: $entry)`] : [[], ''];
      const query = `query${declared(field.args, variables)} { ${entry.field}${named} { ... on ${type.name} { ${inner} } } }`;
      for (const argument of field.args) walk(argument.type, [argument.name], (at) => places.push({ name: `${type.name}.${field.name}.${at.path.join('.')}`, operation: 'query', field: `${entry.field}.${field.name}`, query, ...at }));
    }
  }
  return places;
}

type At = Pick<Place, 'path' | 'type' | 'typeName' | 'isList'>;

function walk(type: GraphQLInputType, path: readonly (string | number)[], found: (at: At) => void): void {
  const nullable = getNullableType(type);
  const named = getNamedType(type);
  found({ path, type, typeName: named.name, isList: isListType(nullable) });
  if (isListType(nullable)) walk(nullable.ofType as GraphQLInputType, [...path, 0], found);
  else if (isInputObjectType(nullable)) for (const field of Object.values(nullable.getFields())) walk(field.type, [...path, field.name], found);
}

function declared(args: readonly GraphQLArgument[], more: readonly string[] = []): string {
  // Nullable where there is a default, so that a call may leave it out.
  const own = args.map(({ name, type, defaultValue }) => `$${name}: ${defaultValue !== undefined && type instanceof GraphQLNonNull ? String(type.ofType) : String(type)}`);
  return own.length + more.length > 0 ? `(${[...more, ...own].join(', ')})` : '';
}

const passed = (args: readonly GraphQLArgument[]): string => (args.length > 0 ? `(${args.map(({ name }) => `${name}: $${name}`).join(', ')})` : '');

/** The least that shows whether something was refused. */
function selection(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (isObjectType(named) && named.getFields()['userErrors']) return '{ __typename userErrors { code field message } }';
  return isObjectType(named) || isInterfaceType(named) || 'getTypes' in named ? '{ __typename }' : '';
}

/** A copy of `variables` in which `value` stands at `path`; lists and inputs on the way are made where they are missing. */
export function withValue(variables: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (typeof head === 'number') return [withValue(Array.isArray(variables) ? (variables as unknown[])[head] : undefined, rest, value)];
  const known = (variables ?? {}) as Record<string, unknown>;
  return { ...known, [head]: withValue(known[head], rest, value) };
}
