import { type DocumentNode, type FragmentDefinitionNode, GraphQLError, Kind, type SelectionSetNode } from 'graphql';

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
  /** Points (graphql/cost). */
  readonly cost: number;
}

/** Directives of one document; far above any use, far below an attack. */
const MAX_DIRECTIVES = 50;
/** Brackets that may be open at once. The parser is recursive: without this bound they overflow its stack. */
const MAX_OPEN_BRACKETS = 100;

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
    else if (char === '#') while (i < source.length && !endsLine(source[i])) i++;
    else if (char === '{' || char === '[' || char === '(') {
      if (++open > MAX_OPEN_BRACKETS) throw limitError('nested brackets', open, MAX_OPEN_BRACKETS);
    } else if (char === '}' || char === ']' || char === ')') open--;
  }
}

const endsLine = (char: string | undefined): boolean => char === '\n' || char === '\r';

/** Where the string that starts here ends, by the letter of the lexer: who finds another end counts other brackets than the parser. */
function endOfString(source: string, start: number): number {
  if (source.startsWith('"""', start)) return endOfBlockString(source, start + 3);
  for (let i = start + 1; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === '"' || endsLine(source[i])) return i;
  }
  return source.length;
}

/** Nothing is escaped in a block string but its own end. */
function endOfBlockString(source: string, start: number): number {
  for (let i = source.indexOf('"""', start); i >= 0; i = source.indexOf('"""', i + 3)) {
    if (source[i - 1] !== '\\') return i + 2;
  }
  return source.length;
}

/**
 * Refuses what can be seen before validation, without variables: depth, aliases, fields, directives. Fragments that no
 * operation uses are measured too, since validation reads them, and some of its rules compare every field with every other.
 */
export function checkShape(document: DocumentNode, limits: Limits): void {
  const shapes = new ShapeOf(fragmentsOf(document));
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const shape = shapes.of(definition.selectionSet);
    shape.directives += [definition, ...(definition.variableDefinitions ?? [])].reduce((sum, node) => sum + (node.directives?.length ?? 0), 0);
    if (shape.depth > limits.depth) throw limitError('nested fields', shape.depth, limits.depth);
    if (shape.aliases > limits.aliases) throw limitError('aliases', shape.aliases, limits.aliases);
    if (shape.fields > limits.fields) throw limitError('fields', shape.fields, limits.fields);
    if (shape.directives > MAX_DIRECTIVES) throw limitError('directives', shape.directives, MAX_DIRECTIVES);
  }
}

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** The fragments of a document by name. */
export function fragmentsOf(document: DocumentNode): Fragments {
  const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

interface Shape {
  depth: number;
  aliases: number;
  fields: number;
  directives: number;
}

const NOTHING: Readonly<Shape> = { depth: 0, aliases: 0, fields: 0, directives: 0 };
const COLUMNS = ['aliases', 'fields', 'directives'] as const;

/** Measures a selection; each fragment once, however often it is spread, so that spreads can't explode. */
class ShapeOf {
  private readonly known = new Map<string, Readonly<Shape>>();

  constructor(private readonly fragments: Fragments) {}

  of(set: SelectionSetNode): Shape {
    const sum = { ...NOTHING };
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

  private ofFragment(name: string): Readonly<Shape> {
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
