import { isNativeError } from 'node:util/types';
import { MongoNetworkError, MongoServerError, MongoServerSelectionError, MongoError } from 'mongodb';

/** Classes and codes by which pg and Node say that Postgres can't be reached, is stopping, or did not answer in time. */
const NODE_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN']);
const POSTGRES_STATES = /^(08...|57P0[123]|57014|53300|25006)$/;
const POSTGRES_MESSAGES = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Driver not Connected|Query read timeout)/;
/** Not primary, interrupted at shutdown, exceeded time, pool cleared. */
const MONGO_CODES = new Set([10107, 13435, 11600, 11602, 189, 91, 50, 262]);

/** Whether an error says that a store is away: try again later, nothing is wrong with the request. */
export function isStoreAway(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  // A write of many wraps what the driver has met.
  if (error instanceof MongoServerError) return MONGO_CODES.has(Number(error.code)) || (error.errorResponse instanceof Error && isStoreAway(error.errorResponse));
  if (error instanceof MongoError) return /pool|timed? ?out|closed|topology/i.test(error.message);
  // Errors of sockets are Node's own: `instanceof` does not know them in a context of another realm, as in a test's.
  if (!(error instanceof Error) && !isNativeError(error)) return false;
  const source = (error as { driverError?: unknown }).driverError;
  if (source instanceof Error && source !== error) return isStoreAway(source);
  if (error instanceof AggregateError) return error.errors.some(isStoreAway);
  const code = (error as { code?: unknown }).code;
  return (typeof code === 'string' && (NODE_CODES.has(code) || POSTGRES_STATES.test(code))) || POSTGRES_MESSAGES.test(error.message);
}
