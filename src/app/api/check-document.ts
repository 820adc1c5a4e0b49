import { type DocumentNode, getOperationAST, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { checkNesting, checkRows, checkShape, type Limits } from '../../graphql/limits.js';
import type { CheckDocument } from '../subscriptions.js';
import { hashOf } from './execute.js';

/** Valid documents that are kept; each is some kilobytes. */
const KEPT = 500;

/** What Apollo Server does with a document over HTTP, for websockets: bounds, parses, validates. Never throws. */
export function documentChecker(schema: GraphQLSchema, limits: Limits): CheckDocument {
  const kept = new Map<string, DocumentNode>();
  return (source, operationName, variables) => {
    try {
      const hash = hashOf(source);
      const document = kept.get(hash) ?? readDocument(schema, limits, source);
      if (Array.isArray(document)) return { errors: document };
      kept.delete(hash);
      kept.set(hash, document as DocumentNode);
      if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
      const operation = getOperationAST(document as DocumentNode, operationName);
      if (operation) checkRows(document as DocumentNode, operation, variables, limits);
      return { document: document as DocumentNode, hash };
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [withCode(error, 'GRAPHQL_PARSE_FAILED')] };
      throw error;
    }
  };
}

function readDocument(schema: GraphQLSchema, limits: Limits, source: string): DocumentNode | GraphQLError[] {
  checkNesting(source);
  const document = parse(source, { maxTokens: limits.tokens });
  checkShape(document, limits);
  const errors = validate(schema, document);
  return errors.length > 0 ? errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) : document;
}

/** graphql-js gives its errors no code; ours have one already. */
function withCode(error: GraphQLError, code: string): GraphQLError {
  if (error.extensions['code']) return error;
  return new GraphQLError(error.message, { nodes: error.nodes, source: error.source, positions: error.positions, extensions: { code } });
}
