/** What ends a live stream for good, and what only interrupts it. */

/** Close codes after which another try would end the same way: the client has made a mistake, or may not come back. */
const HOPELESS_CODES: Readonly<Record<number, string>> = {
  1002: 'broken frames',
  1007: 'a text that is not UTF-8',
  1009: 'a message that is too large',
  4400: 'a message that the protocol does not know',
  4401: 'the session has ended: sign in again',
  4403: 'the account was suspended',
  4406: 'another protocol than graphql-transport-ws',
  4409: 'the id of a running operation was used again',
};

/** Errors that pass; all others (BAD_USER_INPUT, NOT_FOUND, FORBIDDEN …) would come again. */
const PASSING = new Set(['SERVICE_UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL_SERVER_ERROR']);

const UNAUTHORIZED = 4401;

export class LiveStreamError extends Error {
  override readonly name = 'LiveStreamError';

  constructor(
    message: string,
    /** The close code of the socket or the code of the GraphQL error; null where it was neither. */
    readonly code: number | string | null,
    override readonly cause: unknown = null,
  ) {
    super(message);
  }
}

export const wantsNewToken = (why: unknown): boolean => closeCodeOf(why) === UNAUTHORIZED;

/**
 * Null where it is worth another try: the network broke, the server restarts (1001, 1012), a store is away (1013), this
 * client or the server was too slow (4429, 4408).
 */
export function reasonToGiveUp(why: unknown): LiveStreamError | null {
  if (Array.isArray(why)) {
    const error = (why as readonly GraphqlError[]).find(({ extensions }) => !PASSING.has(String(extensions?.code)));
    return error ? new LiveStreamError(error.message, String(error.extensions?.code ?? 'UNKNOWN'), why) : null;
  }
  const code = closeCodeOf(why);
  const meaning = code === null ? undefined : HOPELESS_CODES[code];
  return meaning === undefined ? null : new LiveStreamError(`The connection was closed with ${code}: ${meaning}.`, code, why);
}

interface GraphqlError {
  readonly message: string;
  readonly extensions?: { readonly code?: unknown };
}

/** Of a CloseEvent, or of what graphql-ws makes in its place. */
function closeCodeOf(why: unknown): number | null {
  const code = (why as { readonly code?: unknown } | null)?.code;
  return typeof code === 'number' ? code : null;
}
