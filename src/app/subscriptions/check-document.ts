import { type DocumentNode, getOperationAST, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { checkNesting, checkRows, checkShape, type Limits } from '../../graphql/limits.js';
import { hashOf } from '../api/execute.js';
import type { CheckDocument } from '../subscriptions.js';

/** Documents whose checks are remembered; only good ones, so that attacks don't push them out. */
const KEPT = 500;
const MAX_KEPT_LENGTH = 10_000;

interface Known {
  readonly document: DocumentNode;
  readonly hash: string;
}

/** The checks of HTTP, for websockets: Apollo does them there, in this order and with these codes. */
export function documentChecker(schema: GraphQLSchema, limits: Limits): CheckDocument {
  const kept = new Map<string, Known>();
  return (source, operationName, variables) => {
    try {
      const known = kept.get(source) ?? read(schema, limits, source);
      kept.delete(source);
      if (source.length <= MAX_KEPT_LENGTH) kept.set(source, known);
      if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
      const operation = getOperationAST(known.document, operationName);
      if (!operation) throw coded(new GraphQLError('The document has no such operation.'), 'OPERATION_RESOLUTION_FAILURE');
      checkRows(known.document, operation, variables, limits);
      return known;
    } catch (error) {
      if (error instanceof Invalid) return { errors: error.errors };
      if (error instanceof GraphQLError) return { errors: [error] };
      throw error;
    }
  };
}

function read(schema: GraphQLSchema, limits: Limits, source: string): Known {
  checkNesting(source);
  const document = parseBounded(source, limits.tokens);
  checkShape(document, limits);
  const errors = validate(schema, document);
  if (errors.length > 0) throw new Invalid(errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')));
  return { document, hash: hashOf(source) };
}

function parseBounded(source: string, maxTokens: number): DocumentNode {
  try {
    return parse(source, { maxTokens });
  } catch (error) {
    throw error instanceof GraphQLError ? coded(error, 'GRAPHQL_PARSE_FAILED') : error;
  }
}

const coded = (error: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(error.message, { nodes: error.nodes, source: error.source, positions: error.positions, extensions: { code } });

class Invalid extends Error {
  constructor(readonly errors: readonly GraphQLError[]) {
    super('invalid');
  }
}
