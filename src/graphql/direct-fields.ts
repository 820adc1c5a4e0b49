import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

type FieldResolvers = ReturnType<typeof getMetadataStorage>['fieldResolvers'];
type Param = NonNullable<FieldResolvers[number]['params']>[number];
type Method = (...args: unknown[]) => unknown;

/**
 * Lets fields without arguments call their resolvers directly. type-graphql sorts and converts the parameters of each call
 * anew, which a list of comments with three such fields pays sixty times; what it would hand over is known beforehand.
 */
export function callDirectly(schema: GraphQLSchema, instances: ReadonlyMap<unknown, object>): GraphQLSchema {
  const { fieldResolvers, objectTypes } = getMetadataStorage();
  const names = new Map(objectTypes.map(({ target, name }) => [target, name]));
  for (const { kind, target, methodName, schemaName, params = [], middlewares = [], getObjectType } of fieldResolvers) {
    const instance = instances.get(target);
    const type = schema.getType(names.get(getObjectType?.() as never) ?? '');
    if (kind !== 'external' || !instance || !isObjectType(type) || middlewares.length > 0 || !params.every(isPlain)) continue;
    const field = type.getFields()[schemaName];
    const method = (instance as Record<string, Method>)[methodName]!.bind(instance);
    if (field?.resolve) field.resolve = direct(method, [...params].sort((a, b) => a.index - b.index));
  }
  return schema;
}

/** Handed over as it is. */
const isPlain = (param: Param): boolean =>
  param.kind === 'info' || ((param.kind === 'root' || param.kind === 'context') && !param.propertyName && !('getType' in param && param.getType));

function direct(method: Method, params: readonly Param[]): GraphQLFieldResolver<unknown, unknown> {
  const kinds = params.map(({ kind }) => kind).join();
  switch (kinds) {
    case '':
      return () => method();
    case 'root':
      return (root) => method(root);
    case 'root,context':
      return (root, _args, context) => method(root, context);
    default:
      return (root, _args, context, info) => method(...params.map(({ kind }) => (kind === 'root' ? root : kind === 'context' ? context : info)));
  }
}
