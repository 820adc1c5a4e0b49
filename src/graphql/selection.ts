import {
  BREAK,
  type FieldNode,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { SelectedField, Selection } from '../kernel/look-ahead.js';

type Variables = GraphQLResolveInfo['variableValues'];

/**
 * The selection below the field that is being resolved, read lazily: a level is walked when it is asked for. Fragments on
 * other types than the one at hand are read too (a field asked for twice costs less than a plan per concrete type).
 */
export function selectionOf(info: GraphQLResolveInfo): Selection {
  const [node] = info.fieldNodes;
  if (!node || info.fieldNodes.length > 1 || dependsOnVariables(node, info)) return readSelection(info, info);
  const known = KEPT.get(node);
  if (known?.type === info.returnType) return known.selection;
  // Without the variables of the request that happens to be the first: they may be secrets.
  const selection = readSelection(info, { schema: info.schema, fragments: info.fragments, variableValues: {} });
  KEPT.set(node, { type: info.returnType, selection });
  return selection;
}

/** Selections that are the same for every request with this document, by the field they stand below; a node belongs to one document. */
const KEPT = new WeakMap<FieldNode, { readonly type: GraphQLOutputType; readonly selection: Selection }>();
const VARYING = new WeakMap<FieldNode, boolean>();

/** What a selection is read with. */
type Source = Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues'>;

function dependsOnVariables(node: FieldNode, info: GraphQLResolveInfo): boolean {
  let varies = VARYING.get(node);
  if (varies === undefined) VARYING.set(node, (varies = node.selectionSet !== undefined && mentionsVariable(node.selectionSet, info.fragments, new Set())));
  return varies;
}

/** Fragments are looked into once each, however often they are spread. */
function mentionsVariable(set: SelectionSetNode, fragments: GraphQLResolveInfo['fragments'], seen: Set<string>): boolean {
  let found = false;
  visit(set, {
    Variable() {
      found = true;
      return BREAK;
    },
    FragmentSpread({ name }) {
      const fragment = seen.has(name.value) ? undefined : fragments[name.value];
      seen.add(name.value);
      if (!fragment || !mentionsVariable(fragment.selectionSet, fragments, seen)) return undefined;
      found = true;
      return BREAK;
    },
  });
  return found;
}

function readSelection(info: GraphQLResolveInfo, source: Source): Selection {
  const sets = info.fieldNodes.flatMap((node) => node.selectionSet ?? []);
  return new LazySelection(sets, getNamedType(info.returnType), source);
}

/** Steps through a connection: the selection of `edges { node { … } }`. */
export function nodesOf(selection: Selection): Selection | null {
  return selection.only('edges')?.selection.only('node')?.selection ?? null;
}

class LazySelection implements Selection {
  private fields: Map<string, SelectedField[]> | null = null;

  constructor(
    private readonly sets: readonly SelectionSetNode[],
    private readonly type: unknown,
    private readonly info: Source,
  ) {}

  all(field: string): readonly SelectedField[] {
    this.fields ??= this.read();
    return this.fields.get(field) ?? [];
  }

  has(field: string): boolean {
    return this.all(field).length > 0;
  }

  only(field: string): SelectedField | null {
    const all = this.all(field);
    return all.length === 1 ? all[0]! : null;
  }

  private read(): Map<string, SelectedField[]> {
    const byAlias = new Map<string, { nodes: FieldNode[]; type: unknown }>();
    for (const set of this.sets) collect(set.selections, this.type, this.info, byAlias);
    const fields = new Map<string, SelectedField[]>();
    for (const { nodes, type } of byAlias.values()) {
      const node = nodes[0]!;
      const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
      const args = definition && argumentsOf(definition, node, this.info.variableValues);
      if (!definition || !args) continue;
      const below = getNamedType(definition.type);
      const selected: SelectedField = {
        args,
        selection: new LazySelection(nodes.flatMap((each) => each.selectionSet ?? []), isCompositeType(below) ? below : null, this.info),
      };
      fields.set(node.name.value, [...(fields.get(node.name.value) ?? []), selected]);
    }
    return fields;
  }
}

/** Null where they can't be read (null in a variable for what must not be null): the field itself says so when its turn comes. */
function argumentsOf(definition: GraphQLField<unknown, unknown>, node: FieldNode, variables: Variables): Record<string, unknown> | null {
  try {
    return getArgumentValues(definition, node, variables);
  } catch {
    return null;
  }
}

function collect(
  selections: readonly SelectionNode[],
  type: unknown,
  info: Source,
  into: Map<string, { nodes: FieldNode[]; type: unknown }>,
): void {
  for (const node of selections) {
    if (!isIncluded(node, info.variableValues)) continue;
    if (node.kind === 'Field') {
      const alias = node.alias?.value ?? node.name.value;
      const known = into.get(alias);
      if (known) known.nodes.push(node);
      else into.set(alias, { nodes: [node], type });
    } else if (node.kind === 'InlineFragment') {
      const condition = node.typeCondition ? info.schema.getType(node.typeCondition.name.value) : type;
      collect(node.selectionSet.selections, condition as GraphQLObjectType, info, into);
    } else {
      const fragment = info.fragments[node.name.value];
      if (fragment) collect(fragment.selectionSet.selections, info.schema.getType(fragment.typeCondition.name.value), info, into);
    }
  }
}

function isIncluded(node: SelectionNode, variables: Variables): boolean {
  if (!node.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;
}
