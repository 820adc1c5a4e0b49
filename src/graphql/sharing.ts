import { type DocumentNode, type FragmentDefinitionNode, getNamedType, getOperationAST, type GraphQLField, type GraphQLSchema, isAbstractType, isObjectType, Kind, type GraphQLObjectType, type SelectionSetNode, visit } from 'graphql';
import { Extensions } from 'type-graphql';

/** Where a field says whether all who may see its object see the same in it. */
const SHARING = 'sameForAll';

/**
 * Marks a field with a resolver whose answer is the same for all viewers who may see its object. Live events are then made
 * once for all of them; without the mark, once for each.
 */
export const SameForAll = (): MethodDecorator & PropertyDecorator => Extensions({ [SHARING]: true });

/** Marks a plain field that says something of the viewer. */
export const PerViewer = (): MethodDecorator & PropertyDecorator => Extensions({ [SHARING]: false });

/** Whether all who may see the object see the same in this field: what is plain, unless it is marked; what is resolved, where it is marked. */
export function isSameForAll({ extensions, resolve }: GraphQLField<unknown, unknown>): boolean {
  const marked = extensions[SHARING] as boolean | undefined;
  return marked ?? resolve === undefined;
}

/** What of an operation makes its listeners different from one another. */
export interface SharingPlan {
  /** Whether the events look the same to all who may hear them. */
  readonly sameForAll: boolean;
  /** Variables on which it depends what an event looks like: all but those that are arguments of the subscription itself. */
  readonly variables: readonly string[];
}

/** Reads a valid document with a subscription. */
export function sharingPlan(schema: GraphQLSchema, document: DocumentNode, operationName: string | null): SharingPlan {
  const operation = getOperationAST(document, operationName)!;
  const fragments = new Map(document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [])));
  const root = schema.getSubscriptionType()!;
  const variables = new Set<string>();
  const spread = new Set<FragmentDefinitionNode>();
  const noteVariables = (set: SelectionSetNode, depth: number): void => {
    for (const selection of set.selections) {
      for (const directive of selection.directives ?? []) visit(directive, { Variable: ({ name }) => void variables.add(name.value) });
      if (selection.kind === Kind.FIELD) {
        if (depth > 0) for (const argument of selection.arguments ?? []) visit(argument, { Variable: ({ name }) => void variables.add(name.value) });
        if (selection.selectionSet) noteVariables(selection.selectionSet, depth + 1);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) noteVariables(selection.selectionSet, depth);
      else {
        const fragment = fragments.get(selection.name.value)!;
        if (spread.has(fragment)) continue;
        spread.add(fragment);
        noteVariables(fragment.selectionSet, depth);
      }
    }
  };
  noteVariables(operation.selectionSet, 0);
  return { sameForAll: isShared(schema, fragments, root, operation.selectionSet), variables: [...variables].sort() };
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function isShared(schema: GraphQLSchema, fragments: Fragments, root: GraphQLObjectType, set: SelectionSetNode): boolean {
  const known = new Set<string>();
  const below = (types: readonly GraphQLObjectType[], selectionSet: SelectionSetNode, isRoot: boolean): boolean =>
    selectionSet.selections.every((selection) => {
      if (selection.kind !== Kind.FIELD) {
        const name = selection.kind === Kind.INLINE_FRAGMENT ? null : selection.name.value;
        const { typeCondition, selectionSet: inside } = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)!;
        const condition = typeCondition && schema.getType(typeCondition.name.value);
        const met = types.filter((type) => !condition || type === condition || (isAbstractType(condition) && schema.isSubType(condition, type)));
        // A fragment is read once for the types that it is met with.
        const key = name && `${name} ${met.map((type) => type.name).join()}`;
        if (key !== null) {
          if (known.has(key)) return true;
          known.add(key);
        }
        return below(met, inside, isRoot);
      }
      if (selection.name.value === '__typename') return true;
      return types.every((type) => {
        const field = type.getFields()[selection.name.value];
        if (!field || !(isRoot || isSameForAll(field))) return false;
        if (!selection.selectionSet) return true;
        const named = getNamedType(field.type);
        const inner = isObjectType(named) ? [named] : isAbstractType(named) ? schema.getPossibleTypes(named) : [];
        return below(inner, selection.selectionSet, false);
      });
    });
  return below([root], set, true);
}
