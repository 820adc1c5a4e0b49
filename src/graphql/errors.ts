import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { AppError, type ErrorCode, unavailable } from '../kernel/errors.js';
import { mintId } from '../kernel/ids.js';

/** What the surface needs to know of the outside world to name an error rightly. */
export interface ErrorPolicy {
  /** Whether this error says that a store can't be reached or did not answer in time. */
  isStoreAway(error: unknown): boolean;
  /** A surprise: everything about it goes to the log, its id to the client. */
  report(errorId: string, error: unknown, path: string | undefined): void;
}

/** Codes that graphql-js and Apollo give to requests that never ran; they are kept, with HTTP 400. */
const REQUEST_CODES = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT', 'BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE', 'PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED']);
/** Sentences of Apollo Server that come without a code of their own. */
const PERSISTED_QUERY_MISTAKE = /^(provided sha does not match query|Unsupported persisted query version)/;

/** Characters of a message; those of graphql-js repeat what they were given, however long it was. */
const MAX_MESSAGE_LENGTH = 500;
/** Places of one error in the document. */
const MAX_LOCATIONS = 10;

/**
 * Makes the answer to an error, after the table of answers in docs/api.md: what we said ourselves stands, a store that is
 * away is SERVICE_UNAVAILABLE, a surprise is masked and reported. No stack and no store's words ever leave.
 */
export function answerError(error: unknown, policy: ErrorPolicy): GraphQLFormattedError {
  const outer = error instanceof GraphQLError || hasLocations(error) ? (error as GraphQLError) : null;
  const place = { ...(outer?.locations && { locations: outer.locations.slice(0, MAX_LOCATIONS) }), ...(outer?.path && { path: outer.path }) };
  const cause = outer ? causeOf(outer) : error;
  const said = cause instanceof AppError ? cause : cause !== null && policy.isStoreAway(cause) ? unavailable() : null;
  if (said) return { message: said.message, ...place, extensions: { code: said.code, ...said.details } };

  const code = outer?.extensions?.code as string | undefined;
  if (outer && code && REQUEST_CODES.has(code)) return { message: clipped(outer.message), ...place, extensions: { code, ...publicDetails(outer) } };
  if (outer && PERSISTED_QUERY_MISTAKE.test(outer.message)) return { message: clipped(outer.message), extensions: { code: 'BAD_USER_INPUT' } };
  // What graphql-js says by itself before anything has run (no path) is about the request.
  if (outer && cause === null && (!outer.path || isCoercion(outer))) return { message: clipped(outer.message), ...place, extensions: { code: 'BAD_USER_INPUT' } };
  // A scalar or an enum in a variable that could not be read: graphql-js keeps the reader's own error as the cause.
  if (outer && !outer.path && isCoercion(outer)) return { message: clipped(outer.message), ...place, extensions: { code: 'BAD_USER_INPUT' } };

  const errorId = mintId();
  policy.report(errorId, cause ?? error, outer?.path?.join('.'));
  return { message: 'Internal server error.', ...place, extensions: { code: 'INTERNAL_SERVER_ERROR', errorId } };
}

/** Null where nobody but GraphQL itself has complained: a mistake in an argument that shows in a field has the same mistake as its cause. */
function causeOf({ originalError }: GraphQLError): Error | null {
  const isOwn = originalError instanceof GraphQLError && !originalError.originalError && isCoercion(originalError);
  return isOwn ? null : (originalError ?? null);
}

/** The HTTP status of an answer without data; answers with data are 200, whatever stands in `errors`. */
export function httpStatusOf(errors: readonly GraphQLFormattedError[]): number {
  const codes = new Set(errors.map((error) => error.extensions?.code as ErrorCode | undefined));
  if (codes.has('SERVICE_UNAVAILABLE')) return 503;
  if (codes.has('RATE_LIMITED')) return 429;
  if (codes.has('INTERNAL_SERVER_ERROR' as ErrorCode)) return 500;
  const ran = ['UNAUTHENTICATED', 'NOT_FOUND', 'FORBIDDEN', 'CONFLICT'].some((code) => codes.has(code as ErrorCode));
  return ran ? 200 : 400;
}

const clipped = (message: string): string => (message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH).toWellFormed()} …` : message);

/** graphql-jit throws errors of its own class, which pass for GraphQLError but lack `extensions`. */
const hasLocations = (error: unknown): boolean => typeof error === 'object' && error !== null && 'locations' in error && 'message' in error;

const isCoercion = (error: GraphQLError): boolean => /^(Variable "\$|Argument "|Expected (type|value)|Unknown operation|Must provide)/.test(error.message);

function publicDetails(error: GraphQLError): Record<string, unknown> {
  const { argument, limit, cost } = error.extensions as { argument?: unknown; limit?: unknown; cost?: unknown };
  return { ...(argument !== undefined && { argument }), ...(limit !== undefined && { limit }), ...(cost !== undefined && { cost }) };
}
