import { type DocumentNode, getNamedType, GraphQLError, type GraphQLSchema, isInputObjectType, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { type Fragments, fragmentsOf, limitError, type Limits } from './limits.js';
import { measure, type Plan, Planner, type Variables } from './cost-plan.js';

/** What an operation may cost, known before it runs. */
export interface Cost {
  /** The sizes of nested pages multiplied, summed over the pages; a list of ids is one, too. */
  readonly rows: number;
  /** About the commands to stores that it may make, and a tenth of its rows: see docs/api.md. */
  readonly points: number;
}

/** The session that is looked at, and the reading and writing of the request. */
const REQUEST_POINTS = 2;
const ROWS_PER_POINT = 10;
/** A transaction: what is read, written, announced and counted in it. */
const MUTATION_POINTS = 10;
/** Argon2id takes some forty milliseconds of a core, and memory. */
const HASHING_POINTS = 50;

interface Planned {
  readonly plan: Plan;
  readonly roots: number;
}

/** Prices operations. A document is read once; for most requests that bring it again nothing is left to reckon. */
export class CostModel {
  private readonly planned = new WeakMap<OperationDefinitionNode, Planned>();
  private readonly pointsOfMutations: ReadonlyMap<string, number>;

  constructor(schema: GraphQLSchema) {
    const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
    const hashes = (type: unknown) => isInputObjectType(type) && Object.keys(type.getFields()).some((field) => /password/i.test(field));
    this.pointsOfMutations = new Map(mutations.map(({ name, args }) => [name, args.some((each) => hashes(getNamedType(each.type))) ? HASHING_POINTS : MUTATION_POINTS]));
  }

  /** The document must be valid; variables may be raw, since what they get wrong is refused when they are read. */
  costOf(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): Cost {
    let planned = this.planned.get(operation);
    if (!planned) this.planned.set(operation, (planned = this.plan(document, operation)));
    const { once, lists, rows } = measure(planned.plan, variables);
    return { rows, points: REQUEST_POINTS + planned.roots + once + lists + Math.ceil(rows / ROWS_PER_POINT) };
  }

  private plan(document: DocumentNode, operation: OperationDefinitionNode): Planned {
    const fragments = fragmentsOf(document);
    const plan = new Planner(fragments, operation).below(operation.selectionSet);
    const isMutation = operation.operation === 'mutation';
    return { plan, roots: isMutation ? this.rootsOf(operation.selectionSet, fragments) : 0 };
  }

  /** Every mutation of the document is one, whatever its alias is. */
  private rootsOf(set: SelectionSetNode, fragments: Fragments): number {
    return set.selections.reduce((sum, node) => {
      if (node.kind === Kind.FIELD) return sum + (this.pointsOfMutations.get(node.name.value) ?? 0);
      const inner = node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments.get(node.name.value)?.selectionSet;
      return sum + (inner ? this.rootsOf(inner, fragments) : 0);
    }, 0);
  }
}

/** Refuses an operation that asks for more than one operation may. */
export function checkCost({ rows, points }: Cost, limits: Pick<Limits, 'rows' | 'cost'>): void {
  if (rows > limits.rows) throw limitError('rows', rows, limits.rows);
  if (points > limits.cost) {
    throw new GraphQLError(`The operation may cost ${points} points, more than the ${limits.cost} that are allowed.`, {
      extensions: { code: 'BAD_USER_INPUT', limit: 'cost', cost: { requested: points, maximum: limits.cost }, http: { status: 400 } },
    });
  }
}
