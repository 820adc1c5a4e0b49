import { type DocumentNode, getOperationAST, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { checkCost, type CostModel } from '../../graphql/cost.js';
import { checkNesting, checkShape, type Limits } from '../../graphql/limits.js';
import { checkVariables } from '../../graphql/variable-limits.js';
import type { CheckDocument } from '../subscriptions.js';
import { hashOf } from './execute.js';
import { RecentlyUsed } from './recently-used.js';

/** Valid documents that are kept: their number, and their characters. */
const KEPT = 500;
const KEPT_CHARACTERS = 500_000;
/** Mistakes in one document that are told at once. */
export const MAX_MISTAKES = 20;

/** What Apollo Server does with a document over HTTP, for websockets: bounds, parses, validates. Never throws. */
export function documentChecker(schema: GraphQLSchema, costs: CostModel, limits: Limits): CheckDocument {
  const kept = new RecentlyUsed<DocumentNode>(KEPT, KEPT_CHARACTERS);
  return (source, operationName, variables) => {
    try {
      checkVariables(variables);
      const hash = hashOf(source);
      let document = kept.get(hash);
      if (!document) {
        const read = readDocument(schema, limits, source);
        if (read.errors) return read;
        document = read.document;
        kept.set(hash, document, source.length);
      }
      const operation = getOperationAST(document, operationName);
      if (operation) checkCost(costs.costOf(document, operation, variables), limits);
      return { document, hash };
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [withCode(error, 'GRAPHQL_PARSE_FAILED')] };
      throw error;
    }
  };
}

type ReadDocument = { readonly document: DocumentNode; readonly errors?: undefined } | { readonly errors: readonly GraphQLError[] };

function readDocument(schema: GraphQLSchema, limits: Limits, source: string): ReadDocument {
  checkNesting(source);
  const document = parse(source, { maxTokens: limits.tokens });
  checkShape(document, limits);
  const errors = validate(schema, document, undefined, { maxErrors: MAX_MISTAKES });
  return errors.length > 0 ? { errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) } : { document };
}

/** graphql-js gives its errors no code; ours have one already. */
function withCode(error: GraphQLError, code: string): GraphQLError {
  if (error.extensions['code']) return error;
  return new GraphQLError(error.message, { nodes: error.nodes, source: error.source, positions: error.positions, extensions: { code } });
}
