import { type FieldNode, type FragmentDefinitionNode, GraphQLError, Kind, type OperationDefinitionNode, type DocumentNode, type SelectionSetNode, type ValueNode } from 'graphql';

/** What a document may ask for before anything of it is executed: the same on HTTP and on websockets. */
export interface Limits {
  /** Lexical tokens. */
  readonly tokens: number;
  /** Nested fields. */
  readonly depth: number;
  readonly aliases: number;
  /** Fields, with fragments spread out. */
  readonly fields: number;
  /** Rows: the page sizes of nested lists multiplied, summed over the lists. */
  readonly rows: number;
}

/** Directives of one document; far above any use, far below an attack. */
const MAX_DIRECTIVES = 50;
/** Brackets that may be open at once. The parser is recursive: without this bound they overflow its stack. */
const MAX_OPEN_BRACKETS = 100;
/** What a list with a page size counts where the size is neither given nor a default is known. */
const DEFAULT_PAGE_SIZE = 20;
/** Plain lists without a page size (ids, facets) are short by the rules of the product. */
const PAGE_SIZE_ARGUMENTS = new Set(['first', 'last']);

export const limitError = (what: string, found: number, limit: number) =>
  new GraphQLError(`The document has ${what}: ${found}, more than the ${limit} that are allowed.`, {
    extensions: { code: 'BAD_USER_INPUT', limit: what, http: { status: 400 } },
  });

/** Refuses a text whose brackets nest too deeply to be parsed, in one pass and without recursion. */
export function checkNesting(source: string): void {
  let open = 0;
  for (let i = 0; i < source.length; i++) {
    const char = source[i];
    if (char === '"') i = endOfString(source, i);
    else if (char === '#') while (i < source.length && source[i] !== '\n') i++;
    else if (char === '{' || char === '[' || char === '(') {
      if (++open > MAX_OPEN_BRACKETS) throw limitError('nested brackets', open, MAX_OPEN_BRACKETS);
    } else if (char === '}' || char === ']' || char === ')') open--;
  }
}

function endOfString(source: string, start: number): number {
  const block = source.startsWith('"""', start);
  for (let i = start + (block ? 3 : 1); i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (block ? source.startsWith('"""', i) : source[i] === '"' || source[i] === '\n') return block ? i + 2 : i;
  }
  return source.length;
}

/** Refuses what can be seen before validation, without variables: depth, aliases, fields, directives. */
export function checkShape(document: DocumentNode, limits: Limits): void {
  const fragments = fragmentsOf(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const shape = new ShapeOf(fragments).of(definition.selectionSet);
    if (shape.depth > limits.depth) throw limitError('nested fields', shape.depth, limits.depth);
    if (shape.aliases > limits.aliases) throw limitError('aliases', shape.aliases, limits.aliases);
    if (shape.fields > limits.fields) throw limitError('fields', shape.fields, limits.fields);
    if (shape.directives > MAX_DIRECTIVES) throw limitError('directives', shape.directives, MAX_DIRECTIVES);
  }
}

/** Refuses an operation that asks for more rows than allowed: nested page sizes multiply. Call it with coerced or raw variables. */
export function checkRows(document: DocumentNode, operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>, limits: Limits): void {
  const defaults = Object.fromEntries((operation.variableDefinitions ?? []).map((each) => [each.variable.name.value, each.defaultValue]));
  const sizeOf = (value: ValueNode): number => {
    if (value.kind === Kind.INT) return Number(value.value);
    if (value.kind !== Kind.VARIABLE) return DEFAULT_PAGE_SIZE;
    const given = variables[value.name.value];
    if (typeof given === 'number') return given;
    const fallback = defaults[value.name.value];
    return fallback ? sizeOf(fallback) : DEFAULT_PAGE_SIZE;
  };
  const rows = new RowsOf(fragmentsOf(document), sizeOf).of(operation.selectionSet, 1);
  if (rows > limits.rows) throw limitError('rows', rows, limits.rows);
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function fragmentsOf(document: DocumentNode): Fragments {
  const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

interface Shape {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
  readonly directives: number;
}

const NOTHING: Shape = { depth: 0, aliases: 0, fields: 0, directives: 0 };
const COLUMNS = ['aliases', 'fields', 'directives'] as const;

/** Measures a selection; each fragment once, however often it is spread, so that spreads can't explode. */
class ShapeOf {
  private readonly known = new Map<string, Shape>();

  constructor(private readonly fragments: Fragments) {}

  of(set: SelectionSetNode): Shape {
    const sum = { ...NOTHING } as { -readonly [Key in keyof Shape]: number };
    for (const node of set.selections) {
      const inner = node.kind === Kind.FRAGMENT_SPREAD ? this.ofFragment(node.name.value) : node.selectionSet ? this.of(node.selectionSet) : NOTHING;
      const isField = node.kind === Kind.FIELD;
      sum.depth = Math.max(sum.depth, inner.depth + (isField ? 1 : 0));
      for (const column of COLUMNS) sum[column] += inner[column];
      sum.directives += node.directives?.length ?? 0;
      if (!isField) continue;
      sum.fields += 1;
      if (node.alias) sum.aliases += 1;
    }
    return sum;
  }

  private ofFragment(name: string): Shape {
    const known = this.known.get(name);
    if (known) return known;
    // A cycle counts as nothing here; validation refuses it with a better sentence.
    this.known.set(name, NOTHING);
    const fragment = this.fragments.get(name);
    const shape = fragment ? this.of(fragment.selectionSet) : NOTHING;
    this.known.set(name, shape);
    return shape;
  }
}

/** Counts rows; a fragment is counted wherever it is spread, under the page sizes that lead there. */
class RowsOf {
  private readonly perParent = new Map<string, number>();

  constructor(
    private readonly fragments: Fragments,
    private readonly sizeOf: (value: ValueNode) => number,
  ) {}

  /** Rows below `set`, of `parents` rows that each select it. */
  of(set: SelectionSetNode, parents: number): number {
    return parents * this.perParentOf(set);
  }

  private perParentOf(set: SelectionSetNode): number {
    let rows = 0;
    for (const node of set.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) rows += this.ofFragment(node.name.value);
      else if (node.kind === Kind.INLINE_FRAGMENT) rows += this.perParentOf(node.selectionSet);
      else rows += this.ofField(node);
    }
    return rows;
  }

  private ofField(node: FieldNode): number {
    const below = node.selectionSet ? this.perParentOf(node.selectionSet) : 0;
    const isConnection = node.selectionSet?.selections.some((each) => each.kind === Kind.FIELD && (each.name.value === 'edges' || each.name.value === 'pageInfo'));
    const argument = node.arguments?.find((each) => PAGE_SIZE_ARGUMENTS.has(each.name.value));
    if (!argument && !isConnection) return below;
    const size = argument ? Math.max(this.sizeOf(argument.value), 0) : DEFAULT_PAGE_SIZE;
    return size * (1 + below);
  }

  private ofFragment(name: string): number {
    const known = this.perParent.get(name);
    if (known !== undefined) return known;
    this.perParent.set(name, 0);
    const fragment = this.fragments.get(name);
    const rows = fragment ? this.perParentOf(fragment.selectionSet) : 0;
    this.perParent.set(name, rows);
    return rows;
  }
}
