import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { askAgain } from './ask-again.js';
import type { Client } from './client.js';

/** What is known of the world: where a walk starts. */
export interface Known {
  /** Global ids by type, as in "Post". */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  readonly usernames: readonly string[];
  readonly tags: readonly string[];
  /** Cursors that others were given, by the list that they belong to. */
  readonly cursors?: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface Walked {
  /** Every byte of every answer, headers included, and all that could be hidden in base64url. */
  readonly bytes: string;
  readonly cursors: ReadonlyMap<string, ReadonlySet<string>>;
  readonly requests: number;
}

/** Objects below an object; each of them is a root of its own as well. */
const DEPTH = 2;
/** The same where one thing is asked for again and again: page after page, or by `node`, after `nodes` has asked for all. */
const SHALLOW = 1;
const ROWS = 3;
const PAGE = 2;
const AT_ONCE = 8;

/** Settings of an app that is walked: the walk asks for more at once than clients may. */
export const WIDE_LIMITS = {
  MAX_FIELDS: '10000',
  MAX_TOKENS: '20000',
  MAX_DEPTH: '50',
  MAX_ALIASES: '1000',
  MAX_ROWS: '1000000',
  MAX_COST: '1000000',
  POINTS_PER_VIEWER: '0',
  POINTS_PER_SERVICE_TOKEN: '0',
  POINTS_PER_ANONYMOUS_ADDRESS: '0',
  POINTS_PER_ADDRESS: '0',
};

export const schema: GraphQLSchema = buildSchema(readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8'));

const isNode = (type: GraphQLNamedType): type is GraphQLObjectType => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node');
const hasArgument = (field: GraphQLField<unknown, unknown>, name: string) => field.args.some((arg) => arg.name === name);
const nodeTypes = (): GraphQLObjectType[] => Object.values(schema.getTypeMap()).filter(isNode);

/** Everything that can be asked of a type, down to `depth` further objects. */
export function selectionOf(type: GraphQLNamedType, depth: number, prefix = ''): string {
  if (isAbstractType(type)) {
    // Fields of the same name may differ between the types: what has a selection gets a name of its own.
    const fragments = schema.getPossibleTypes(type).map((each) => `... on ${each.name} { ${selectionOf(each, depth, `${each.name}_`)} }`);
    return `__typename ${fragments.join(' ')}`;
  }
  const fields = Object.values((type as GraphQLObjectType).getFields()).map((field) => {
    const below = getNamedType(field.type);
    if (isLeafType(below)) return field.name;
    const further = isNode(below) || hasArgument(field, 'first') ? depth - 1 : depth;
    if (further < 0) return '';
    const unknown = field.args.filter((arg) => isRequiredArgument(arg));
    if (unknown.length > 0) throw new Error(`Teach the walk what ${field.name}(${unknown[0]!.name}) is.`);
    // A connection and its edges are one step, not three.
    const args = hasArgument(field, 'first') ? `(first: ${ROWS})` : '';
    const selection = hasArgument(field, 'first') ? connectionOf(below, further) : selectionOf(below, further);
    return `${prefix && `${prefix}${field.name}: `}${field.name}${args} { ${selection} }`;
  });
  return ['__typename', ...fields].filter(Boolean).join(' ');
}

function connectionOf(connection: GraphQLNamedType, depth: number): string {
  const edge = getNamedType((connection as GraphQLObjectType).getFields()['edges']!.type) as GraphQLObjectType;
  const row = getNamedType(edge.getFields()['node']!.type);
  const beside = Object.values(edge.getFields()).flatMap((field) => (isLeafType(getNamedType(field.type)) ? field.name : []));
  return `edges { ${beside.join(' ')} node { ${selectionOf(row, depth)} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`;
}

/** A list, and how a page of it is asked for. */
interface List {
  readonly key: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Asks for everything that the schema offers, of everything that is known, page by page with every cursor. */
export class Walk {
  private readonly answers: string[] = [];
  private readonly cursors = new Map<string, Set<string>>();
  private readonly running = new Set<Promise<void>>();
  private requests = 0;

  private constructor(
    private readonly client: Client,
    private readonly known: Known,
  ) {}

  static async of(client: Client, known: Known): Promise<Walked> {
    const walk = new Walk(client, known);
    for (const field of Object.values(schema.getQueryType()!.getFields())) await walk.root(field);
    await walk.ownLists();
    for (const type of nodeTypes()) await walk.lists(type);
    while (walk.running.size > 0) await Promise.all(walk.running);
    return { bytes: walk.answers.join('\n'), cursors: walk.cursors, requests: walk.requests };
  }

  private async root(field: GraphQLField<unknown, unknown>): Promise<void> {
    const type = getNamedType(field.type);
    const paged = hasArgument(field, 'first');
    const named = field.args.filter((arg) => !PAGE_ARGUMENTS.has(arg.name));
    if (named.length > 1) throw new Error(`Teach the walk how to call ${field.name}.`);
    const [arg] = named;
    const choices = arg && getNamedType(arg.type);
    const values = isEnumType(choices) ? choices.getValues().map(({ name }) => name) : arg ? this.valuesOf(arg.name, type) : [undefined];
    for (const value of values) {
      const argument = arg ? `${arg.name}: $value` : '';
      const declared = arg ? `$value: ${arg.type.toString()}` : '';
      const variables = arg ? { value } : {};
      if (paged) {
        const query = `query ($after: Cursor ${declared}) { ${field.name}(first: ${PAGE} after: $after ${argument}) { ${connectionOf(type, SHALLOW)} } }`;
        await this.pages({ key: `${field.name} ${String(value)}`, query, variables });
      } else {
        const query = `query ${declared && `(${declared})`} { ${field.name}${argument && `(${argument})`} { ${selectionOf(type, field.name === 'node' ? SHALLOW : DEPTH)} } }`;
        await this.soon(() => this.ask(query, variables));
      }
    }
  }

  private valuesOf(argument: string, type: GraphQLNamedType): readonly unknown[] {
    const all = Object.values(this.known.ids).flat();
    switch (argument) {
      case 'id':
        // Ids of the field's own type (of some nobody has any), all where it may be any, and one of each other type.
        return isNode(type) ? [...(this.known.ids[type.name] ?? []), ...Object.values(this.known.ids).map((ids) => ids[0]!)] : all;
      case 'ids':
        return [all.slice(0, 50), all.slice(50)].filter((ids) => ids.length > 0);
      case 'userId':
        return this.known.ids['User']!;
      case 'username':
        return this.known.usernames;
      case 'tag':
        return this.known.tags;
      default:
        throw new Error(`Teach the walk what the argument ${argument} may be.`);
    }
  }

  /** Every list that hangs on the viewer alone. */
  private async ownLists(): Promise<void> {
    for (const field of Object.values((schema.getType('Viewer') as GraphQLObjectType).getFields())) {
      if (!hasArgument(field, 'first')) continue;
      const query = `query ($after: Cursor) { viewer { ${field.name}(first: ${PAGE} after: $after) { ${connectionOf(getNamedType(field.type), 0)} } } }`;
      await this.pages({ key: `Viewer.${field.name}`, query, variables: {} });
    }
  }

  /** Every list of every object of the type, forward and, where it can, backward. */
  private async lists(type: GraphQLObjectType): Promise<void> {
    const lists = Object.values(type.getFields()).filter((field) => hasArgument(field, 'first'));
    for (const field of lists) {
      const rows = connectionOf(getNamedType(field.type), 0);
      for (const value of this.known.ids[type.name] ?? []) {
        const ways = hasArgument(field, 'before') ? ['first after', 'last before'] : ['first after'];
        for (const way of ways) {
          const [size, cursor] = way.split(' ');
          const query = `query ($value: ID! $after: Cursor) { node(id: $value) { ... on ${type.name} { ${field.name}(${size}: ${PAGE} ${cursor}: $after) { ${rows} } } } }`;
          await this.pages({ key: `${type.name}.${field.name} ${value}`, query, variables: { value } });
        }
      }
    }
  }

  /** The first page, and one from every cursor that any page holds or that somebody else was given for this list. */
  private async pages({ key, query, variables }: List): Promise<void> {
    const seen = this.cursors.get(key) ?? new Set<string>();
    this.cursors.set(key, seen);
    const used = new Set<string>();
    const from = async (after: string | null): Promise<void> => {
      const body = await this.ask(query, { ...variables, after });
      for (const [, cursor] of body.matchAll(/"(?:cursor|startCursor|endCursor)":"([^"]+)"/g)) seen.add(cursor!);
      await Promise.all([...seen].map((each) => next(each)));
    };
    const next = async (cursor: string): Promise<void> => {
      if (used.has(cursor)) return;
      used.add(cursor);
      await from(cursor);
    };
    await this.soon(() => Promise.all([from(null), ...[...(this.known.cursors?.get(key) ?? [])].map(next)]));
  }

  /** Starts it once there is room; the walk ends when all have ended. */
  private async soon(work: () => Promise<unknown>): Promise<void> {
    while (this.running.size >= AT_ONCE) await Promise.race(this.running);
    const running: Promise<void> = work().then(() => void this.running.delete(running));
    this.running.add(running);
  }

  private async ask(query: string, variables: Record<string, unknown>): Promise<string> {
    this.requests++;
    // A store that is away for a moment says nothing of what is hidden.
    const { status, body, headers } = await askAgain((answer) => answer.status === 503, () => this.client.send({ body: JSON.stringify({ query, variables }) }));
    if (status !== 200) throw new Error(`The walk asked for something that can't be: ${status} ${body.slice(0, 500)} ${query.slice(0, 300)}`);
    this.answers.push(body, JSON.stringify(headers), decodedIn(body));
    return body;
  }
}

const PAGE_ARGUMENTS = new Set(['first', 'after', 'last', 'before']);

/** What ids and cursors say once they are decoded. */
export const decodedIn = (body: string): string => [...body.matchAll(/[\w-]{16,}/g)].map(([text]) => Buffer.from(text, 'base64url').toString('latin1')).join(' ');
