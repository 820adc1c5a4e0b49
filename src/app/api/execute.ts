import { createHash } from 'node:crypto';
import { type DocumentNode, execute, type ExecutionResult, getOperationAST, GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { compileQuery, type CompiledQuery, isCompiledQuery } from 'graphql-jit';
import { answerError, type ErrorPolicy } from '../../graphql/errors.js';
import type { GraphContext } from '../../graphql/context.js';

export interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

export interface Operation {
  readonly document: DocumentNode;
  /** Names the document; computed from `source` where the caller has no hash yet. */
  readonly hash: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Runs validated queries and mutations, from HTTP and from websockets alike; errors come back as clients see them. */
export type Execute = (operation: Operation, context: GraphContext) => Promise<Answer>;

/** Compiled operations that are kept; a compilation takes about a millisecond, an entry some kilobytes. */
const COMPILED = 1_000;

export const hashOf = (source: string): string => createHash('sha256').update(source).digest('hex');

/** Executes with graphql-js: the reference, and the fallback. */
export function interpreter(schema: GraphQLSchema, policy: ErrorPolicy): Execute {
  return async ({ document, operationName, variables }, context) => {
    const result = await execute({ schema, document, operationName, variableValues: variables, contextValue: context });
    return answerOf(result, policy);
  };
}

/** Executes compiled operations (graphql-jit), the most recently used ones kept. */
export function compiler(schema: GraphQLSchema, policy: ErrorPolicy): Execute {
  const kept = new Map<string, CompiledQuery>();
  const interpret = interpreter(schema, policy);
  return async (operation, context) => {
    const key = `${operation.hash}\0${operation.operationName ?? ''}`;
    let compiled = kept.get(key);
    if (compiled) kept.delete(key);
    else {
      const made = compileQuery(schema, operation.document, operation.operationName ?? undefined);
      // What can't be compiled (an operation that isn't there) gets graphql-js' own sentence.
      if (!isCompiledQuery(made)) return interpret(operation, context);
      compiled = made as CompiledQuery;
      if (kept.size >= COMPILED) kept.delete(kept.keys().next().value!);
    }
    kept.set(key, compiled);
    const result = await compiled.query({}, context, operation.variables as Record<string, unknown>);
    return answerOf(result as ExecutionResult, policy);
  };
}

function answerOf(result: ExecutionResult, policy: ErrorPolicy): Answer {
  if (!result.errors?.length) return { data: result.data };
  const errors = result.errors.map((error) => answerError(error, policy));
  return result.data === undefined ? { errors } : { data: result.data, errors };
}

/** Subscriptions need a stream: over HTTP they are refused in words. */
export function refuseSubscription(document: DocumentNode, operationName: string | null): void {
  if (getOperationAST(document, operationName)?.operation !== 'subscription') return;
  throw new GraphQLError('Subscriptions are served over websockets (graphql-transport-ws) at this same address.', {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  });
}
