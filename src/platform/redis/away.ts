/** How ioredis says that a connection is not there, and how a server says that it can't answer yet or any more. */
const MESSAGES = /^(Stream isn't writeable|Connection is closed|Command timed out|Reached the max retries per request|connect E|read ECONN|write E|LOADING|READONLY|OOM|MISCONF|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|Cluster)/;
const CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN']);

/** Whether an error says that Redis is away: try again later, nothing is wrong with what was asked. */
export function isRedisAway(error: unknown): boolean {
  const { message, code, name } = (error ?? {}) as { message?: unknown; code?: unknown; name?: unknown };
  return name === 'MaxRetriesPerRequestError' || (typeof code === 'string' && CODES.has(code)) || (typeof message === 'string' && MESSAGES.test(message));
}

/** Whether no answer was read within the client's own time, which may be this process's own doing. */
export const isRedisLate = (error: unknown): boolean => error instanceof Error && error.message === 'Command timed out';
