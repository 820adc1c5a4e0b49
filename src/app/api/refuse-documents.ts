import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DocumentNode, GraphQLError, parse } from 'graphql';
import { checkNesting, checkShape, type Limits } from '../../graphql/limits.js';
import type { Charge } from '../limits/charge.js';
import { RecentlyUsed } from './recently-used.js';

/** Documents that are known to be in shape. */
const KEPT = 1_000;
const KEPT_CHARACTERS = 1_000_000;

/**
 * A hook: measures the document of a request and refuses what is beyond the limits. It stands before Apollo Server, which
 * would validate first, and some rules of validation compare every field with every other.
 */
export function refuseDocumentsBeyond(limits: Limits, charge: Charge) {
  const inShape = new RecentlyUsed<true>(KEPT, KEPT_CHARACTERS);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { query } = ((request.method === 'POST' ? request.body : request.query) ?? {}) as { readonly query?: unknown };
    if (typeof query !== 'string' || inShape.get(query)) return;
    try {
      checkNesting(query);
      const document = parsed(query, limits);
      if (!document) return;
      checkShape(document, limits);
      inShape.set(query, true, query.length);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      charge.nonsense(request.viewer, request.ip);
      const { code, limit } = error.extensions;
      await reply.code(400).send({ errors: [{ message: error.message, extensions: { code, limit } }] });
    }
  };
}

/** Null where it is no document: Apollo Server says what is wrong with it. */
function parsed(source: string, limits: Limits): DocumentNode | null {
  try {
    return parse(source, { maxTokens: limits.tokens, noLocation: true });
  } catch {
    return null;
  }
}
