import { type ArgumentNode, type FieldNode, GraphQLError, Kind, type OperationDefinitionNode, type SelectionSetNode, type TypeNode, type ValueNode, type VariableDefinitionNode } from 'graphql';
import { MAX_PAGE_SIZE } from '../kernel/page.js';
import type { Fragments } from './limits.js';

/** What a connection counts where its page size is not given. */
const DEFAULT_PAGE_SIZE = 20;
const PAGE_SIZES = new Set(['first', 'last']);
/** Fields that only lead to rows, which were read with the list. */
const STRUCTURE = new Set(['edges', 'node', 'pageInfo']);

export type Variables = Readonly<Record<string, unknown>>;

/** What a selection asks of the stores for one row that selects it. */
export interface Measure {
  /** Things that are read once however many rows there are: loaders ask for all rows together. */
  readonly once: number;
  /** Pages that are read, each for itself. */
  readonly lists: number;
  /** Rows: the sizes of nested pages multiplied, summed over the pages. */
  readonly rows: number;
}

/** A measure as far as the document alone tells it, and what depends on variables. */
export interface Plan extends Measure {
  readonly open: readonly OpenList[];
}

interface OpenList {
  readonly isPage: boolean;
  readonly sizes: readonly Size[];
  readonly below: Plan;
}

/** How many rows an argument asks for. */
type Size = number | ((variables: Variables) => number);

const NOTHING: Plan = { once: 0, lists: 0, rows: 0, open: [] };

export function measure(plan: Plan, variables: Variables): Measure {
  if (plan.open.length === 0) return plan;
  let { once, lists, rows } = plan;
  for (const { isPage, sizes, below } of plan.open) {
    const size = sizes.reduce<number>((product, each) => product * (typeof each === 'number' ? each : each(variables)), 1);
    const inside = measure(below, variables);
    once += inside.once;
    lists += (isPage ? 1 : 0) + size * inside.lists;
    rows += size * (1 + inside.rows);
  }
  return { once, lists, rows };
}

/** Reads a valid document once: what of its cost no variable changes is summed here, for all requests that bring it. */
export class Planner {
  private readonly ofFragments = new Map<string, Plan>();
  private readonly connections = new Map<string, boolean>();
  private readonly declared: ReadonlyMap<string, VariableDefinitionNode>;

  constructor(
    private readonly fragments: Fragments,
    operation: OperationDefinitionNode,
  ) {
    this.declared = new Map((operation.variableDefinitions ?? []).map((each) => [each.variable.name.value, each]));
  }

  /** The plan of what stands below `set`, for one row that selects it. */
  below(set: SelectionSetNode): Plan {
    let [once, lists, rows] = [0, 0, 0];
    const open: OpenList[] = [];
    for (const node of set.selections) {
      const plan = node.kind === Kind.FIELD ? this.ofField(node) : node.kind === Kind.INLINE_FRAGMENT ? this.below(node.selectionSet) : this.ofFragment(node.name.value, this.ofFragments, NOTHING, (fragment) => this.below(fragment));
      once += plan.once;
      lists += plan.lists;
      rows += plan.rows;
      open.push(...plan.open);
    }
    return { once, lists, rows, open };
  }

  private ofField(node: FieldNode): Plan {
    const { selectionSet } = node;
    const below = selectionSet ? this.below(selectionSet) : NOTHING;
    const own = asksAStore(node) ? 1 : 0;
    const page = node.arguments?.find((each) => PAGE_SIZES.has(each.name.value));
    const isPage = page !== undefined || (selectionSet !== undefined && this.isConnection(selectionSet));
    const sizes = (node.arguments ?? []).flatMap((each) => this.lengthOf(each.value) ?? []);
    if (isPage) sizes.push(page ? this.pageSize(page) : DEFAULT_PAGE_SIZE);
    if (sizes.length === 0) return { ...below, once: below.once + own };

    const list: OpenList = { isPage, sizes, below };
    const isKnown = below.open.length === 0 && sizes.every((size) => typeof size === 'number');
    const plan: Plan = { once: isPage ? 0 : own, lists: 0, rows: 0, open: [list] };
    return isKnown ? { ...measure(plan, {}), open: [] } : plan;
  }

  /** Null where it is no list. */
  private lengthOf(value: ValueNode): Size | null {
    if (value.kind === Kind.LIST) return value.values.length;
    if (value.kind !== Kind.VARIABLE) return null;
    const name = value.name.value;
    const { type, defaultValue } = this.declared.get(name) ?? {};
    if (!isList(type)) return null;
    const byDefault = defaultValue?.kind === Kind.LIST ? defaultValue.values.length : 1;
    return (variables) => {
      if (!Object.hasOwn(variables, name)) return byDefault;
      const given = variables[name];
      return Array.isArray(given) ? given.length : 1;
    };
  }

  /** A size that no list gives is refused here, where its argument is known, before anything of the operation has run. */
  private pageSize({ name: { value: argument }, value }: ArgumentNode): Size {
    const checked = (size: unknown): number => {
      if (typeof size !== 'number') return DEFAULT_PAGE_SIZE;
      if (size >= 1 && size <= MAX_PAGE_SIZE) return size;
      throw new GraphQLError(`"${argument}" must be from 1 to ${MAX_PAGE_SIZE}.`, { nodes: value, extensions: { code: 'BAD_USER_INPUT', argument } });
    };
    if (value.kind !== Kind.VARIABLE) return checked(numberOf(value));
    const name = value.name.value;
    const byDefault = numberOf(this.declared.get(name)?.defaultValue);
    return (variables) => checked(Object.hasOwn(variables, name) ? variables[name] : byDefault);
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

const isList = (type: TypeNode | undefined): boolean => type?.kind === Kind.LIST_TYPE || (type?.kind === Kind.NON_NULL_TYPE && isList(type.type));
const numberOf = (value: ValueNode | undefined): number | null => (value?.kind === Kind.INT ? Number(value.value) : null);

/** Objects are read, and so is what depends on the viewer or is counted; other fields come with their object. */
function asksAStore({ name: { value: name }, selectionSet }: FieldNode): boolean {
  return selectionSet ? !STRUCTURE.has(name) : /^viewer|Counts?$/.test(name);
}
