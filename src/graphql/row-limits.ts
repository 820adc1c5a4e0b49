import { type ArgumentNode, type DocumentNode, type FieldNode, GraphQLError, Kind, type OperationDefinitionNode, type SelectionSetNode, type ValueNode } from 'graphql';
import { MAX_PAGE_SIZE } from '../kernel/page.js';
import { type Fragments, fragmentsOf, limitError, type Limits } from './limits.js';

/** What a connection counts where its page size is not given. */
const DEFAULT_PAGE_SIZE = 20;
const PAGE_SIZES = new Set(['first', 'last']);

type Variables = Readonly<Record<string, unknown>>;

/**
 * Refuses an operation that asks for more rows than allowed: the sizes of nested pages multiply, and so does a list of ids.
 * The document must be valid; variables may be raw, since what they get wrong is refused when they are read.
 */
export function checkRows(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables, limits: Limits): void {
  const defaults = new Map((operation.variableDefinitions ?? []).map((each) => [each.variable.name.value, each.defaultValue]));
  const rows = new RowsOf(fragmentsOf(document), new Given(variables, defaults)).below(operation.selectionSet);
  if (rows > limits.rows) throw limitError('rows', rows, limits.rows);
}

/** What stands for a literal or a variable of an argument. */
class Given {
  constructor(
    private readonly variables: Variables,
    private readonly defaults: ReadonlyMap<string, ValueNode | undefined>,
  ) {}

  number(value: ValueNode): number | null {
    if (value.kind === Kind.INT) return Number(value.value);
    if (value.kind !== Kind.VARIABLE) return null;
    const given = this.ofVariable(value.name.value);
    return typeof given === 'number' ? given : isNode(given) ? this.number(given) : null;
  }

  /** Null where it is no list. */
  length(value: ValueNode): number | null {
    if (value.kind === Kind.LIST) return value.values.length;
    if (value.kind !== Kind.VARIABLE) return null;
    const given = this.ofVariable(value.name.value);
    return Array.isArray(given) ? given.length : isNode(given) ? this.length(given) : null;
  }

  private ofVariable(name: string): unknown {
    return Object.hasOwn(this.variables, name) ? this.variables[name] : this.defaults.get(name);
  }
}

const isNode = (given: unknown): given is ValueNode => typeof given === 'object' && given !== null && 'kind' in given && 'loc' in given;

/** Counts rows; a fragment is counted wherever it is spread, under the page sizes that lead there. */
class RowsOf {
  private readonly ofFragments = new Map<string, number>();
  private readonly connections = new Map<string, boolean>();

  constructor(
    private readonly fragments: Fragments,
    private readonly given: Given,
  ) {}

  /** Rows below `set`, of one row that selects it. */
  below(set: SelectionSetNode): number {
    let rows = 0;
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) rows += this.ofField(node);
      else if (node.kind === Kind.INLINE_FRAGMENT) rows += this.below(node.selectionSet);
      else rows += this.ofFragment(node.name.value, this.ofFragments, 0, (fragment) => this.below(fragment));
    }
    return rows;
  }

  private ofField(node: FieldNode): number {
    const below = node.selectionSet ? this.below(node.selectionSet) : 0;
    const page = node.arguments?.find((each) => PAGE_SIZES.has(each.name.value));
    const sizes = (node.arguments ?? []).flatMap((each) => this.given.length(each.value) ?? []);
    if (page) sizes.push(this.pageSize(page));
    else if (node.selectionSet && this.isConnection(node.selectionSet)) sizes.push(DEFAULT_PAGE_SIZE);
    return sizes.length === 0 ? below : sizes.reduce((product, size) => product * size, 1) * (1 + below);
  }

  /** A size that no list gives is refused here, where its argument is known, before anything of the operation has run. */
  private pageSize({ name, value }: ArgumentNode): number {
    const size = this.given.number(value);
    if (size !== null && !(size >= 1 && size <= MAX_PAGE_SIZE)) {
      throw new GraphQLError(`"${name.value}" must be from 1 to ${MAX_PAGE_SIZE}.`, { nodes: value, extensions: { code: 'BAD_USER_INPUT', argument: name.value } });
    }
    return size ?? DEFAULT_PAGE_SIZE;
  }

  /** Whether rows are selected, directly or by fragments. */
  private isConnection(set: SelectionSetNode): boolean {
    return set.selections.some((node) => {
      if (node.kind === Kind.FIELD) return node.name.value === 'edges' || node.name.value === 'pageInfo';
      if (node.kind === Kind.INLINE_FRAGMENT) return this.isConnection(node.selectionSet);
      return this.ofFragment(node.name.value, this.connections, false, (fragment) => this.isConnection(fragment));
    });
  }

  /** Each fragment is read once, however often it is spread, so that spreads can't explode. */
  private ofFragment<T>(name: string, known: Map<string, T>, unknown: T, read: (set: SelectionSetNode) => T): T {
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, unknown);
    const fragment = this.fragments.get(name);
    const found = fragment ? read(fragment.selectionSet) : unknown;
    known.set(name, found);
    return found;
  }
}
