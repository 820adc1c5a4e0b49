import { getNamedType, getNullableType, type GraphQLField, type GraphQLInputType, type GraphQLNamedType, type GraphQLSchema, isAbstractType, isEnumType, isInputObjectType, isInterfaceType, isLeafType, isListType, isNonNullType, isObjectType } from 'graphql';

/** Values that mean something in the world of the test, by the name of a scalar. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

export interface RandomRequest {
  readonly kind: 'query' | 'mutation';
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const NAMES = ['a', 'b', 'id', 'node', 'edges', 'constructor', '__proto__', 'toString', '__x', 'data', 'errors', 'then'];
const ODD = [null, true, 0, -1, 1.5, 2 ** 31, '', 'x', '\0', '\ud800', {}, [], [null], { a: 1 }];
const TOKENS = ['{', '}', '(', ')', '[', ']', '"', '"""', '...', '@', '$', '!', '#', ':', '=', '&', '|', '\\', '\\u0000', '\0', '\ud800', '\ufeff', 'null', 'on', 'fragment', 'query', '__typename', '1e999', '-0', '00', 'é', '\r', ','];
const MAX_DEPTH = 5;

/** Writes a request that the schema may have asked for, more or less: most are valid, some are wrong, some are broken. */
export class RandomRequests {
  private fragments: string[] = [];
  private declared: string[] = [];
  private variables: Record<string, unknown> = {};
  private aliases = 0;
  /** Most requests are to be valid: a mistake in every other place would leave nothing to compare. */
  private readonly careless: boolean;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly known: Known,
    private readonly leaveOut: ReadonlySet<string>,
    /** The same seed writes the same request. */
    private seed: number,
  ) {
    this.careless = this.once(3);
  }

  request(): RandomRequest {
    const kind = this.once(6) ? 'mutation' : 'query';
    const root = kind === 'query' ? this.schema.getQueryType()! : this.schema.getMutationType()!;
    const set = this.selection(root, 0);
    const head = this.declared.length > 0 || kind === 'mutation' || this.once(3) ? `${kind} ${this.once(3) ? this.one(NAMES) : ''}${this.declared.length > 0 ? `(${this.declared.join(', ')})` : ''}` : '';
    const query = [`${head} ${set}`, ...this.fragments].join('\n');
    return { kind, query: this.mistake(3) ? this.broken(query) : query, variables: this.variables };
  }

  private one<T>(values: readonly T[]): T {
    return values[this.upTo(values.length - 1)]!;
  }

  /** True once in so many times. */
  private once(times: number): boolean {
    return this.upTo(times - 1) === times - 1;
  }

  private mistake(times: number): boolean {
    return this.careless && this.once(times);
  }

  /** By mulberry32: even enough, and a thousand numbers cost nothing. */
  private upTo(max: number): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * (max + 1));
  }

  private selection(type: GraphQLNamedType, depth: number): string {
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()).filter((field) => !this.leaveOut.has(field.name)) : [];
    const usable = depth < MAX_DEPTH ? fields : fields.filter((field) => isLeafType(getNamedType(field.type)));
    const parts: string[] = [];
    const count = 1 + this.upTo(2);
    for (let i = 0; i < count; i++) {
      if (usable.length === 0 || this.once(8)) parts.push(`${this.alias()}__typename${this.directive()}`);
      else if (this.once(12)) parts.push(this.spread(type, depth));
      else parts.push(this.field(this.one(usable), depth));
    }
    if (isAbstractType(type) && depth < MAX_DEPTH) {
      const possible = this.one(this.schema.getPossibleTypes(type));
      parts.push(`... on ${possible.name}${this.directive()} ${this.selection(possible, depth + 1)}`);
    }
    if (this.mistake(20)) parts.push(this.one(['noSuchField', '...NoSuchFragment', '... on Nothing { id }', '']));
    return `{ ${parts.join(' ')} }`;
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const args = field.args.filter((each) => isNonNullType(each.type) && each.defaultValue === undefined ? !this.mistake(20) : this.once(3)).map((each) => `${each.name}: ${this.argument(each.type)}`);
    const below = getNamedType(field.type);
    return `${this.alias(args.length > 0)}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${this.directive()}${isLeafType(below) ? '' : ` ${this.selection(below, depth + 1)}`}`;
  }

  private spread(type: GraphQLNamedType, depth: number): string {
    if (this.once(2)) return `... ${this.directive()} ${this.selection(type, depth + 1)}`;
    const name = `${this.once(6) ? this.one(NAMES.slice(5, 8)) : 'F'}${this.fragments.length}`;
    const at = this.fragments.push('') - 1;
    this.fragments[at] = `fragment ${name} on ${type.name} ${this.selection(type, depth + 1)}`;
    return `...${name}${this.directive()}`;
  }

  /** Fields with arguments need names of their own, lest they meet others of their kind. */
  private alias(needed = false): string {
    if (this.careless) return this.once(6) ? `${this.one(NAMES)}${this.once(3) ? '' : this.upTo(9)}: ` : '';
    return needed || this.once(10) ? `${this.one(NAMES)}${this.aliases++ || ''}: ` : '';
  }

  private directive(): string {
    if (!this.once(12)) return '';
    if (this.once(3)) return ` @include(if: ${this.variable('Boolean!', this.mistake(3) ? 5 : this.once(2))})`;
    return this.mistake(4) ? ' @skip' : ` @${this.one(['skip', 'include'])}(if: ${this.once(2)})`;
  }

  private argument(type: GraphQLInputType): string {
    if (!this.once(3)) return this.literal(this.value(type), type);
    return this.variable(this.mistake(10) ? this.one(['Int', 'String!', '[ID!]', 'Nothing']) : String(type), this.value(type));
  }

  private variable(type: string, value: unknown): string {
    const name = `${this.once(8) ? this.one(NAMES) : 'v'}${this.declared.length}`;
    this.declared.push(`$${name}: ${type}`);
    if (!this.mistake(10)) this.variables[name] = value;
    return `$${name}`;
  }

  private value(type: GraphQLInputType): unknown {
    if (this.mistake(10)) return this.one(ODD);
    const nullable = getNullableType(type);
    if (!isNonNullType(type) && this.once(6)) return null;
    if (isListType(nullable)) return Array.from({ length: this.upTo(3) }, () => this.value(nullable.ofType as GraphQLInputType));
    if (isEnumType(nullable)) return this.one(nullable.getValues().map((each) => each.name));
    if (isInputObjectType(nullable)) {
      const fields = Object.values(nullable.getFields()).filter((each) => (isNonNullType(each.type) ? !this.mistake(10) : this.once(2)));
      return Object.fromEntries(fields.map((each) => [each.name, this.value(each.type)]));
    }
    return this.one(this.known[nullable.name] ?? ['x']);
  }

  private literal(value: unknown, type: GraphQLInputType): string {
    const nullable = getNullableType(type);
    if (Array.isArray(value)) return `[${value.map((each) => this.literal(each, isListType(nullable) ? (nullable.ofType as GraphQLInputType) : nullable)).join(' ')}]`;
    if (typeof value === 'object' && value !== null) {
      const fields = isInputObjectType(nullable) ? nullable.getFields() : {};
      return `{${Object.entries(value).map(([name, each]) => `${name}: ${this.literal(each, fields[name]?.type ?? nullable)}`).join(' ')}}`;
    }
    return isEnumType(nullable) && typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
  }

  /** A few bytes of it are gone, doubled, or others. */
  private broken(text: string): string {
    let result = text;
    for (let edits = 1 + this.upTo(2); edits > 0; edits--) {
      const at = this.upTo(result.length);
      const length = this.upTo(12);
      const piece = this.one([this.one(TOKENS), result.slice(at, at + length), '']);
      result = result.slice(0, at) + piece + result.slice(at + (this.once(2) ? length : 0));
    }
    return result;
  }
}
