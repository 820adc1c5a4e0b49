import { createHash } from 'node:crypto';
import { BREAK, type DocumentNode, execute, type ExecutionResult, getOperationAST, getVariableValues, GraphQLError, type GraphQLFormattedError, type GraphQLSchema, visit } from 'graphql';
import { compileQuery, type CompiledQuery, isCompiledQuery } from 'graphql-jit';
import { answerError, type ErrorPolicy } from '../../graphql/errors.js';
import type { GraphContext } from '../../graphql/context.js';
import { RecentlyUsed } from './recently-used.js';

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

/** Runs validated queries and mutations, from HTTP and from websockets alike; errors come back as clients see them. Never throws. */
export type Execute = (operation: Operation, context: GraphContext) => Promise<Answer>;

/** Compiled operations that are kept: their number, and the characters of their documents. A document of 5,000 takes a megabyte. */
const COMPILED = 1_000;
const COMPILED_CHARACTERS = 500_000;
/** Mistakes in variables that are told at once. */
const MAX_MISTAKES = 10;

export const hashOf = (source: string): string => createHash('sha256').update(source).digest('hex');

/** Executes with graphql-js: the reference, and the fallback. */
export function interpreter(schema: GraphQLSchema, policy: ErrorPolicy): Execute {
  return neverThrowing(policy, async ({ document, operationName, variables }, context) =>
    execute({ schema, document, operationName, variableValues: variables, contextValue: context, options: { maxCoercionErrors: MAX_MISTAKES } }),
  );
}

interface Compiled {
  readonly query: CompiledQuery['query'];
  readVariables(variables: Operation['variables']): ReturnType<typeof getVariableValues>;
}

/**
 * Executes compiled operations (graphql-jit), the most recently used ones kept. Their variables are read by graphql-js:
 * compiled readers forget the defaults of input fields and list every mistake, however many there are.
 */
export function compiler(schema: GraphQLSchema, policy: ErrorPolicy): Execute {
  const kept = new RecentlyUsed<Compiled>(COMPILED, COMPILED_CHARACTERS);
  const interpret = interpreter(schema, policy);
  const run = neverThrowing(policy, async ({ compiled, variables }: { compiled: Compiled; variables: Operation['variables'] }, context) => {
    const { errors, coerced } = compiled.readVariables(variables);
    return errors ? { errors } : ((await compiled.query({}, context, coerced)) as ExecutionResult);
  });
  return async (operation, context) => {
    const key = `${operation.hash}\0${operation.operationName ?? ''}`;
    let compiled = kept.get(key);
    if (!compiled) {
      // What can't be compiled (an operation that isn't there) gets graphql-js' own sentence.
      const made = compile(schema, operation);
      if (!made) return interpret(operation, context);
      compiled = made;
      kept.set(key, compiled, operation.document.loc?.end ?? 0);
    }
    return run({ compiled, variables: operation.variables }, context);
  };
}

/** Names that every plain object seems to have: compiled code would meet them where there is nothing. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

function compile(schema: GraphQLSchema, { document, operationName }: Operation): Compiled | null {
  let mayCompile = true;
  visit(document, {
    Name({ value }) {
      if (!INHERITED.has(value)) return undefined;
      mayCompile = false;
      return BREAK;
    },
  });
  const made = mayCompile ? compileQuery(schema, document, operationName ?? undefined) : null;
  if (!made || !isCompiledQuery(made)) return null;
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  return { query: made.query, readVariables: (variables) => getVariableValues(schema, definitions, variables, { maxErrors: MAX_MISTAKES }) };
}

function neverThrowing<What>(policy: ErrorPolicy, run: (what: What, context: GraphContext) => Promise<ExecutionResult>) {
  return async (what: What, context: GraphContext): Promise<Answer> => {
    try {
      return answerOf(await run(what, context), policy);
    } catch (error) {
      return { errors: [answerError(error, policy)] };
    }
  };
}

/** A result as clients may see it. */
export function answerOf(result: ExecutionResult, policy: ErrorPolicy): Answer {
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
