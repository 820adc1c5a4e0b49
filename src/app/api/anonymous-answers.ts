import { createHash } from 'node:crypto';
import { type DocumentNode, getOperationAST, type GraphQLSchema, Kind, type SelectionSetNode } from 'graphql';
import type { GraphContext } from '../../graphql/context.js';
import { isSignedIn } from '../../kernel/viewer.js';
import type { KeyValueAnswerCache } from '../../platform/redis/answer-cache.js';
import type { Answer, Execute, Operation } from './execute.js';

/**
 * Serves whole answers to anonymous viewers from the cache, where every root field carries `@cacheControl`. Anonymous
 * viewers are all alike, so an answer for one is an answer for all; a signed-in viewer never meets this cache.
 */
export function withAnonymousAnswers(schema: GraphQLSchema, cache: KeyValueAnswerCache, execute: Execute): Execute {
  const cacheable = new WeakMap<DocumentNode, Map<string, boolean>>();
  const mayKeep = ({ document, operationName }: Operation): boolean => {
    const known = cacheable.get(document) ?? new Map<string, boolean>();
    cacheable.set(document, known);
    const name = operationName ?? '';
    if (!known.has(name)) known.set(name, isCacheable(schema, document, operationName));
    return known.get(name)!;
  };

  return async (operation, context: GraphContext) => {
    if (!cache.enabled || isSignedIn(context.viewer) || !mayKeep(operation)) return execute(operation, context);
    const answer = await cache.answer(keyOf(operation), async () => {
      const computed = await execute(operation, context);
      return { answer: JSON.stringify(computed), keep: !computed.errors, failed: computed.errors?.some(isFailure) ?? false };
    });
    return JSON.parse(answer) as Answer;
  };
}

/** As opposed to a refusal, which another attempt gives again. */
const isFailure = ({ extensions }: NonNullable<Answer['errors']>[number]): boolean => FAILURES.has(extensions?.['code'] as string);
const FAILURES = new Set(['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR']);

const keyOf = ({ hash, operationName, variables }: Operation): string =>
  createHash('sha256').update(JSON.stringify([hash, operationName, variables])).digest('base64url');

function isCacheable(schema: GraphQLSchema, document: DocumentNode, operationName: string | null): boolean {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== 'query') return false;
  const fields = schema.getQueryType()!.getFields();
  return rootFieldsOf(operation.selectionSet, document).every((name) => {
    if (name === '__typename') return true;
    return fields[name]?.astNode?.directives?.some((directive) => directive.name.value === 'cacheControl') ?? false;
  });
}

function rootFieldsOf(set: SelectionSetNode, document: DocumentNode): string[] {
  return set.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node.name.value];
    if (node.kind === Kind.INLINE_FRAGMENT) return rootFieldsOf(node.selectionSet, document);
    const fragment = document.definitions.find((each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === node.name.value);
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? rootFieldsOf(fragment.selectionSet, document) : [];
  });
}
